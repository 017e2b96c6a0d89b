# remove ID…: removes these attempts, but not one that runs.
for i; do
  d=$B/run/$i
  [ -d "$d" ] || continue
  claim "$d"
  if has_ended "$d" || ! alive "$d"; then rm -rf "$d"; else say running "$i"; fi
done
say removed
