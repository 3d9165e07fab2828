# On a host that was not looked at before, what a plan would refuse.

# The root, which may be anything, then the folders below it: nobody else may exchange what is in them.
safe() {
  shift
  for ENTRY; do
    set -- $(ls -ldn "$ENTRY" 2>/dev/null)
    if [ $# -lt 4 ]; then continue; fi
    case $1 in
    d????w* | d???????w*) stop unsafe-folder "$ENTRY" ;;
    d*) ;;
    *) stop unsafe-folder "$ENTRY" ;;
    esac
    if [ "$3" != 0 ] && [ "$3" != "$(id -u)" ]; then stop unsafe-folder "$ENTRY"; fi
  done
}

# Lines of the manifest that is there, if what is there is an earlier bundle or deploy of the same node; then the files.
ours() {
  if [ -e "$FOLDER/.natsmith-journal.json" ]; then stop unfinished "$FOLDER"; fi
  MANIFEST=$FOLDER/natsmith-manifest.json
  while [ "$1" != -- ]; do
    if [ -e "$MANIFEST" ] && ! grep -q -x -F -- "$1" "$MANIFEST"; then stop not-owned "$MANIFEST"; fi
    shift
  done
  shift
  if [ -e "$MANIFEST" ]; then return 0; fi
  for ENTRY; do
    if [ -e "$ENTRY" ] || [ -h "$ENTRY" ]; then stop not-owned "$ENTRY"; fi
  done
}
