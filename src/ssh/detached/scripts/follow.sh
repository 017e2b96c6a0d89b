# follow ID OFFSET FRESH: prints the spool. Reads a line for each look at the supervisor, and ends
# with its input: a tail of a silent file notices no closed channel.
d=$B/run/$1 o=$(($2 + 1))
begin() { printf '\036%s:%s\036' "$K" "$1"; }
[ -d "$d" ] || { say gone; exit; }
if [ -z "$3" ]; then
  n=0
  until [ -e "$d/go" ] || [ $n -ge 20 ]; do
    nap
    n=$((n + 1))
  done
  claim "$d"
  # A supervisor writes its record and the marker just before it ends.
  has_ended "$d" || alive "$d" || { nap; nap; nap; }
  has_ended "$d" || alive "$d" || {
    begin
    tail -c "+$o" "$d/out" && say lost
    exit
  }
fi
[ -e "$d/never" ] && { say never; exit; }
has_exit "$d" && {
  n=0
  while alive "$d" && [ $n -lt 20 ]; do
    nap
    n=$((n + 1))
  done
  has_exit "$d"
  begin "$s"
  tail -c "+$o" "$d/out" && say exit "$c" "$s"
  exit
}
begin
tail -c "+$o" -f "$d/out" </dev/null &
t=$!
while read -r l; do
  runs $t && alive "$d" || {
    say again
    break
  }
done
kill $t
[ -e "$d/never" ] && say never
has_exit "$d" && say exit "$c" "$s"
exit
