# cancel ID HOW: Ctrl-C, SIGHUP, SIGKILL, with a second between them; SIGHUP alone to hang up.
d=$B/run/$1 i=$1 how=$2
[ -d "$d" ] || { say gone; exit; }
claim "$d"
[ -e "$d/never" ] && { say never; exit; }
v=
read -r v s b < "$d/sup"
# The numbers of a dead supervisor's sessions may be those of others by now.
if alive "$d"; then mine() { :; }; else
  mine() { tr '\0' '\n' < "/proc/$1/environ" | grep -qxF "PINK_PAGE_COMMAND=$i"; }
fi
# Prints the processes of the supervisor's session and of the command's, without the supervisor.
left() {
  g=
  read -r g < "$d/session"
  for stat in /proc/[0-9]*/stat; do
    read -r l < "$stat" || continue
    q=${l%% *}
    set -- ${l##*) }
    [ "$1" = Z ] || [ "$q" = "$v" ] && continue
    case $4 in "$v" | "$g") mine "$q" && echo "$q" ;; esac
  done
} 2>/dev/null
signal() { kill "-$1" $(left) 2>/dev/null; }
# Waits up to a second for all of them to end. A look at all processes is slow: waits for known ones.
is_quiet() {
  n=0
  known=$(left)
  while [ -n "$known" ]; do
    for q in $known; do
      while runs "$q"; do
        [ $n -ge 10 ] && return 1
        nap
        n=$((n + 1))
      done
    done
    known=$(left)
  done
}
if [ "$how" = hang_up ]; then :; elif [ -p "$d/in" ] && alive "$d"; then printf '\003' 1<>"$d/in"; else signal INT; fi
[ "$how" != hang_up ] && is_quiet || { signal HUP; is_quiet; }
n=0
while [ "$how" != hang_up ] && [ -n "$(left)" ] && [ $n -lt 20 ]; do
  signal KILL
  nap
  n=$((n + 1))
done
n=0
while ! has_exit "$d" && alive "$d" && [ $n -lt 20 ]; do
  nap
  n=$((n + 1))
done
if has_exit "$d"; then say exit "$c" "$s"; else say lost; fi
