# resize ID ROWS COLS
d=$B/run/$1
n=0
while [ ! -s "$d/session" ] && alive "$d" && [ $n -lt 20 ]; do
  nap
  n=$((n + 1))
done
[ -p "$d/in" ] && alive "$d" && read -r g < "$d/session" &&
  stty -F "$(readlink "/proc/$g/fd/0")" rows "$2" cols "$3"
say resized
