#!/bin/sh
# The commands of my-role. /shared/state.yml is a copy of the state; the section my-role in it is this module's own.
set -eu
state=/shared/state.yml
config=/shared/my-role-config.yml

recorded() { sed -n '/^my-role:/,/^[^ ]/s/^  size: //p' "$state" 2>/dev/null || true; }
wanted() {
  [ -f "$config" ] || { echo "There is no configuration: run init first." >&2; exit 1; }
  sed -n 's/^size: //p' "$config"
}

case $1 in
  metadata) printf 'labels:\n  short: my-role\n  kind: example\n' ;;
  init) [ -f "$config" ] || echo "size: $SIZE" > "$config" ;;
  plan)
    size=$(wanted)
    now=$(recorded)
    if [ "$now" = "$size" ]; then echo "nothing to do"; else echo "size: ${now:-none} -> $size"; fi
    ;;
  apply)
    size=$(wanted)
    touch "$state"
    sed '/^my-role:/,/^[^ ]/{/^my-role:/d;/^ /d}' "$state" > "$state.new"
    printf 'my-role:\n  status: applied\n  size: %s\n' "$size" >> "$state.new"
    mv "$state.new" "$state"
    ;;
  audit)
    size=$(wanted)
    [ "$(recorded)" = "$size" ] || { echo "size: $(recorded), configured as $size"; exit 2; }
    ;;
  *)
    echo "There is no command $1." >&2
    exit 64
    ;;
esac
