# Says which content the store lacks, and how many bytes of it are there already. Before it stand: store, wanted (lines of hash
# and size).
set -eu
mkdir -p "$store/partial" "$store/sha256"
printf '%s' "$wanted" | while read -r hash size; do
  at=$store/sha256/$(printf %.2s "$hash")/$hash
  if [ -f "$at" ] && [ "$(stat -c %s "$at")" = "$size" ]; then continue; fi
  have=0
  if [ -f "$store/partial/$hash" ]; then have=$(stat -c %s "$store/partial/$hash"); fi
  [ "$have" -le "$size" ] || have=0
  echo "$hash $have"
done
