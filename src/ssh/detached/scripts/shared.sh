# Beginning of every script. B is the folder of the installation, K the key of this call.
umask 077
# Tells the service a fact.
say() { echo "$K $*" >&2; }
nap() { sleep 0.1 2>/dev/null || sleep 1; }
# Makes the folders, for which most calls need no fork.
folders() { [ -d "$B/run" ] && [ -d "$B/fence" ] || mkdir -p "$B/run" "$B/fence" || { say full; exit; }; }
# Sets h to the highest fence that this account has seen.
highest() {
  h=0
  for f in "$B"/fence/*; do
    f=${f##*/}
    [ "$f" != '*' ] && [ "$f" -gt "$h" ] && h=$f
  done
}
# runs PID: checks for a process that is no zombie.
runs() {
  { read -r l < "/proc/$1/stat"; } 2>/dev/null || return 1
  set -- ${l##*) }
  [ "$1" != Z ]
}
# alive DIR: checks whether the supervisor is the process that it was, and not a zombie.
alive() {
  { read -r p s b < "$1/sup" && read -r now < /proc/sys/kernel/random/boot_id; } 2>/dev/null || return 1
  case $p in '' | *[!0-9]*) return 1 ;; esac
  [ "$p" -gt 1 ] && [ "$b" = "$now" ] && { read -r l < "/proc/$p/stat"; } 2>/dev/null || return 1
  set -- "$s" ${l##*) }
  [ "$2" != Z ] && [ "${21}" = "$1" ]
}
# decide DIR: decides whether an attempt starts, unless that is decided. Makes a file without a fork.
decide() {
  set -C
  { true > "$1/go"; } 2>/dev/null
  set -- $?
  set +C
  return "$1"
}
# claim DIR: decides that an attempt never starts, unless it has started.
claim() { decide "$1" && true > "$1/never"; }
# has_ended DIR
# has_exit DIR: checks for the whole record of an end, and sets c and s to it.
has_exit() { { read -r c s x < "$1/exit"; } 2>/dev/null && [ "$x" = . ]; }
has_ended() { [ -e "$1/never" ] || has_exit "$1"; }
