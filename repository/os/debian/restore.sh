# Takes back what point.sh did. Needs no repository and no network; runs again after any interruption.
own=/var/lib/lambdastack/repository
journal=$own/point.json
dropin=/etc/apt/apt.conf.d/00lambdastack
[ -e "$journal" ] || [ -e "$dropin" ] || exit 0
lists=/var/lib/apt/lists
mkdir -p "$own"
printf '{"state":"restoring"}\n' >"$journal.new"
sync "$journal.new"
mv -f "$journal.new" "$journal"
rm -f "$dropin" "$dropin.new"
if [ -d "$own/lists" ]; then
  rm -rf "$lists"
  mv -T "$own/lists" "$lists"
fi
rm -f /var/lib/lambdastack/apt-updated
rm -rf "$own/empty.d" "$own/key.asc" "$own/key.asc.new" "$own/lambdastack.sources" "$own/lambdastack.sources.new"
sync "$own"
# The journal goes last: as long as it is there, something may be left to do.
rm -f "$journal" "$journal.new"
rmdir "$own" 2>/dev/null || :
