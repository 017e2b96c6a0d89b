# type ID, with the bytes on standard input.
d=$B/run/$1
[ -p "$d/in" ] && alive "$d" && cat 1<>"$d/in" && say typed
