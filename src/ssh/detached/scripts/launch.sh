# launch ID FENCE MARK, with lines that set variables, and then K on standard input.
d=$B/run/$1
v=
while IFS= read -r l && [ "$l" != "$K" ]; do v=$v$l$n; done
# Without K, the connection broke before the end of the command.
[ "$l" = "$K" ] || exit
eval "$v"
folders
highest
[ "$2" -lt "$h" ] && { say fenced "$h"; exit; }
[ "$2" -eq "$h" ] || mkdir -p "$B/fence/$2" || { say full; exit; }
# Without -f, setsid forks only for the leader of a process group.
read -r l < /proc/$$/stat
p=${l##*) }
p=${p#* * }
[ "$SETSID" = -f ] || [ "${p%% *}" = $$ ] || { say no_leader; exit; }
mkdir "$d" 2>/dev/null || {
  [ -d "$d" ] && say exists || say full
  exit
}
# The folder is the claim. The blanks keep a place for the result on a disk that is full by then.
echo "$2" > "$d/fence" && true > "$d/out" && printf '%64s\n' '' > "$d/exit" || {
  claim "$d"
  say full
  exit
}
echo "$3" > "$B/mark"
[ "$SETSID" = -f ] || {
  say started
  exec setsid /bin/sh -c 'eval "$PINK_SUPERVISE"' pink-page "$1" </dev/null >/dev/null 2>&1
}
$WRAP setsid -f /bin/sh -c 'eval "$PINK_SUPERVISE"' pink-page "$1" </dev/null >/dev/null 2>&1 && say started
