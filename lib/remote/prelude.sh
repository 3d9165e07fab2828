# What every script on a host begins with: POSIX sh, the utilities of POSIX, and one that computes SHA-256. Answers are
# lines; a name is `=name`, or `x` and its bytes in hex. A connection that breaks does not stop what was begun.
LC_ALL=C; export LC_ALL; unset CDPATH; umask 077; set -f; trap '' HUP PIPE
say() { printf '%s\n' "$*"; }
# What a login prints may not end its line.
say
say natsmith '1 begin'
finish() { say natsmith '1 end'; exit "$1"; }
if command -v sha256sum >/dev/null 2>&1; then sum() { sha256sum; }
elif command -v shasum >/dev/null 2>&1; then sum() { shasum -a 256; }
elif command -v openssl >/dev/null 2>&1; then sum() { openssl dgst -sha256 -r; }
else say stop no-sha256 =sha256sum; finish 1; fi
digest() { SUM=$(sum) && SUM=${SUM%% *}; }
name() {
  case $1 in
  *[!A-Za-z0-9./_@+-]*) NAME=x$(printf %s "$1" | od -An -v -tx1 | tr -d ' \n') ;;
  *) NAME==$1 ;;
  esac
}
