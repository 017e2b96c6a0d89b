# raise FENCE
folders
highest
{ read -r m < "$B/mark"; } 2>/dev/null && say mark "$m"
[ "$1" -lt "$h" ] && { say highest "$h"; exit; }
mkdir -p "$B/fence/$1" || { say full; exit; }
for f in "$B"/run/*/fence; do
  d=${f%/fence}
  { read -r o < "$f"; } 2>/dev/null && [ "$o" -lt "$1" ] || continue
  claim "$d"
  has_ended "$d" || say running "${d##*/}" "$o"
done
# The fence before this one stays: a reader may miss a folder that is made while it reads.
for f in "$B"/fence/*; do
  [ "${f##*/}" -lt "$h" ] && rmdir "$f"
done
say highest "$1"
