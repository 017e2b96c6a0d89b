# supervise ID, in a session of its own: runs the command and records its end.
d=$B/run/$1 PINK_PAGE_COMMAND=$1
read -r l < /proc/$$/stat
set -- ${l##*) }
read -r b < /proc/sys/kernel/random/boot_id
echo "$$ ${20} $b" > "$d/sup" || exit
[ "$PINK_MODE" != pty ] || mkfifo "$d/in" || exit
read -r l < "$d/fence"
highest
[ "$l" -lt "$h" ] && claim "$d"
# The decision to start. The marker wakes a follower of what does not.
decide "$d" || {
  printf '\036%s:0:0\036' "$PINK_NONCE" >>"$d/out"
  exit
}
PINK_DIR=$d PINK_SHELL=${SHELL:-/bin/sh} PINK_LIMIT=$(ulimit -S -f)
export PINK_DIR PINK_SHELL PINK_LIMIT PINK_PAGE_COMMAND
# script runs its command with SHELL. Its standard input is never at its end. When the spool is full
# it reads no more: the command waits until the service ends it.
case $PINK_MODE in
pty)
  exec 3<>"$d/in"
  (
    ulimit -S -f "$PINK_SPOOL" 2>/dev/null
    SHELL=/bin/sh TERM=xterm-256color exec script -qefc 'eval "$PINK_RUN"' /dev/null <&3 3<&- >>"$d/out" 2>&1
  )
  ;;
*) setsid /bin/sh -c 'eval "$PINK_RUN"' </dev/null >>"$d/out" 2>&1 ;;
esac
c=$?
set -- $(wc -c < "$d/out")
echo "$c $1 ." 1<>"$d/exit"
printf '\036%s:%s:%s\036' "$PINK_NONCE" "$c" "$1" >>"$d/out"
