# collect FENCE ID…: removes the attempts below FENCE, but not those with these ids.
f=$1
shift
known=" $* "
for d in "$B"/run/*; do
  i=${d##*/} o=0
  case $known in *" $i "*) continue ;; esac
  [ -d "$d" ] || continue
  { read -r o < "$d/fence"; } 2>/dev/null
  [ "$o" -lt "$f" ] || continue
  claim "$d"
  if has_ended "$d" || ! alive "$d"; then rm -rf "$d"; else say running "$i" "$o"; fi
done
say collected
