# What is written, in the order, with the lock and with the journal of natsmith's own file layer, so that a deploy on the
# host itself can finish what this one began. FOLDER is the node's folder, LOCK and NONCE its lock and who holds it.
LOCK=$FOLDER/.natsmith.lock
HELD=
BEGUN=
PATH=$PATH:/usr/sbin:/sbin
# A shell that keeps here-documents in files is to keep them where they go.
TMPDIR=$FOLDER; export TMPDIR

stop() {
  name "$2"
  say stop "$1" "$NAME"
  tidy
  finish 1
}

# Nothing is left of what did not come to be.
tidy() {
  trap - EXIT
  if [ -z "$BEGUN" ]; then temporaries; fi
  if [ -n "$HELD" ] && held; then rm -f "$LOCK"; fi
}
trap tidy EXIT
trap 'exit 1' INT TERM QUIT

held() { case $(cat "$LOCK" 2>/dev/null) in *"\"nonce\":\"$NONCE\""*) return 0 ;; esac; return 1; }

# Compares what is there with what was seen: the folders, or what is in them but for folders.
still() {
  WHAT=$1; SEEN=$2
  shift 2
  SUM=$("$WHAT" "$@" | grep -v '^file [^ ]* d' | sum)
  if [ "${SUM%% *}" != "$SEEN" ]; then stop stale "$FOLDER"; fi
}

durable() { sync "$@" 2>/dev/null || sync; }

# A folder with its mode and owner from the moment it has its name.
folder() {
  NEW=${1%/*}/.natsmith-${1##*/}.tmp
  rmdir "$NEW" 2>/dev/null
  mkdir "$NEW" && { [ -z "$3" ] || chown "$3" "$NEW"; } && chmod "$2" "$NEW" && mv "$NEW" "$1" || stop folder "$1"
  # Somebody else was quicker: it went inside.
  if rmdir "$1/${NEW##*/}" 2>/dev/null; then stop stale "$1"; fi
  durable "${1%/*}/"
}

# $1 and $2 are names for temporary files.
lock() {
  BOOT=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)$(readlink /proc/self/ns/pid 2>/dev/null)
  HOST=$(uname -n)
  (set -C; say "{\"pid\":$$,\"started\":\"$(started $$)\",\"boot\":\"$BOOT\",\"host\":\"$HOST\",\"nonce\":\"$NONCE\",\"what\":\"$3\"}" >"$1") ||
    stop write "$LOCK"
  HELD=1
  until ln "$1" "$LOCK" 2>/dev/null; do
    HOLDER=$(cat "$LOCK" 2>/dev/null) || stop write "$LOCK"
    if ! dead "$HOLDER"; then locked; fi
    mv -f "$LOCK" "$2" || locked
    if [ "$(cat "$2")" != "$HOLDER" ]; then
      ln "$2" "$LOCK"
      rm -f "$2"
      locked
    fi
    rm -f "$2"
  done
  rm -f "$1"
}

locked() {
  say holder "$HOLDER"
  stop locked "$LOCK"
}

# Only where the same kernel, which knows every process, knows no such one any more.
dead() {
  case $1 in *"\"boot\":\"$BOOT\",\"host\":\"$HOST\","*) ;; *) return 1 ;; esac
  if [ -z "$BOOT" ] || ! [ -d /proc/1 ]; then return 1; fi
  PID=${1#*'"pid":'}
  PID=${PID%%,*}
  case $PID in '' | *[!0-9]*) return 1 ;; esac
  case $1 in *"\"started\":\"$(started "$PID")\""*) return 1 ;; esac
}

# Field 22 of /proc/PID/stat, whose second field may hold blanks and parentheses; nothing for a zombie.
started() {
  STAT=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
  set -- ${STAT##*') '}
  case $1 in Z | X) return 0 ;; esac
  shift 19
  printf %s "$1"
}

# A complete temporary file from stdin: its path, digest, mode, owner, and the file it is for; `open` for a text whose last
# line has no end, which a here-document cannot say.
stage() {
  if [ "$6" = open ]; then (set -C; awk 'BEGIN { ORS = "" } NR > 1 { print "\n" } { print }' >"$1") || stop write "$5"
  else (set -C; cat >"$1") || stop write "$5"; fi
  digest <"$1" || stop write "$5"
  if [ "$SUM" != "$2" ]; then stop write "$5"; fi
  if [ -n "$4" ]; then chown "$4" "$1" || stop owner "$5"; fi
  chmod "$3" "$1" || stop write "$5"
}

# Refuses what could be neither replaced nor removed. $2 is a name for a temporary file.
possible() {
  if [ -d "$1" ] && ! [ -h "$1" ]; then stop not-a-file "$1"; fi
  if [ "$(id -u)" = 0 ] && [ -f "$1" ] && ! [ -h "$1" ]; then
    ln "$1" "$2" && rm -f "$2" || stop write "$1"
  fi
}

begin() {
  held || stop lock-lost "$LOCK"
  BEGUN=1
  mv -f "$1" "$FOLDER/.natsmith-journal.json" || { BEGUN=; stop write "$FOLDER"; }
  durable "$FOLDER/.natsmith-journal.json" "$FOLDER"
}

# Gives a temporary file its name, unless that is done. mv would move a file into the folder that a link points to.
place() {
  if ! [ -e "$1" ]; then return 0; fi
  if [ -h "$2" ]; then rm -f "$2"; fi
  mv -f "$1" "$2" || stop write "$2"
}

remove() { rm -f "$1" || stop write "$1"; }
