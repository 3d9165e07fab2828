# What is there, without following a link, waiting on a fifo, or writing. All paths are absolute.

# Who looks, and the numbers of users and groups below a root.
system() {
  say user "$(id -u)" "$(id -g)"
  for LIST in passwd group; do
    name "$1/etc/$LIST"
    say text "$NAME"
    sed -n 's/^\([^:]*\):[^:]*:\([0-9]*\):.*/|\1:x:\2/p' "$1/etc/$LIST" 2>/dev/null
  done
}

# The folder that the user named, which may be reached through links, then those below it.
chain() {
  ROOT=$1
  for ENTRY; do
    name "$ENTRY"
    if [ "$ENTRY" = "$ROOT" ]; then FACTS=$(ls -ldLn "$ENTRY" 2>/dev/null); else FACTS=$(ls -ldn "$ENTRY" 2>/dev/null); fi
    set -- $FACTS
    if [ $# -ge 4 ]; then say folder "$NAME" "$1" "$3" "$4"; fi
    if [ -d "$ENTRY" ] && ! { [ -r "$ENTRY" ] && [ -x "$ENTRY" ]; }; then say closed "$NAME"; fi
  done
}

# What is in folders.
files() {
  for PLACE; do
    if [ -h "$PLACE" ] || ! [ -d "$PLACE" ]; then continue; fi
    set +f
    for ENTRY in "$PLACE"/* "$PLACE"/.[!.]* "$PLACE"/..?*; do
      set -f
      file "$ENTRY"
    done
    set -f
  done
}

file() {
  ENTRY=$1
  case ${ENTRY##*/} in .natsmith.lock*) return 0 ;; esac
  if ! { [ -e "$ENTRY" ] || [ -h "$ENTRY" ]; }; then return 0; fi
  name "$ENTRY"
  set -- $(ls -ldn "$ENTRY" 2>/dev/null)
  if [ $# -lt 5 ]; then return 0; fi
  SUM=-
  BLOCKS=0
  case $1 in
  -*)
    if [ "$5" -gt 268435456 ]; then SUM=large
    elif ! [ -r "$ENTRY" ] || ! digest <"$ENTRY"; then SUM=closed
    else BLOCKS=$(tr '\r' '\n' <"$ENTRY" | grep -c -E '^-----END [A-Z0-9 ]+-----$'); fi
    ;;
  esac
  say file "$NAME" "$1" "$2" "$3" "$4" "$5" "$SUM" "$BLOCKS"
}

# The text of files.
texts() {
  for ENTRY; do
    if [ -h "$ENTRY" ] || ! [ -f "$ENTRY" ] || ! [ -r "$ENTRY" ]; then continue; fi
    name "$ENTRY"
    say text "$NAME"
    sed 's/^/|/' "$ENTRY"
    echo
  done
}
