import { ask, countKeys } from "../scripts.ts";

/** Members have the same content: the first healthy one gives it. */
export const anotherGives = `${ask}
for endpoint in $EARLIER; do ! ask "$endpoint" endpoint health >/dev/null 2>&1 || exit 0; done
exit 1
`;

/**
 * Writes the ensemble's content as it was at one moment, with etcd's own hash behind it. A member that is healthy has
 * everything that was agreed on before. etcdctl writes to no pipe.
 */
export const writeSnapshot = `set -eu
${ask}
place="$DATA/lambdastack-backup"
rm -rf "$place"
mkdir -m 0700 "$place"
trap 'rm -rf "$place"' EXIT
ask "$LOCAL" endpoint health >&2
etcdctl --endpoints="$LOCAL" --dial-timeout=3s snapshot save "$place/snapshot" >&2
cat "$place/snapshot"
# what was written before is older than the backup, by the clock's whole seconds
sleep 1
`;

/**
 * When something was written last, by the log that each write goes through; nothing where no key is known to be there. While
 * a restore is under way, what it replaces counts.
 */
export const newestWrite = `${ask}${countKeys}
member="$DATA/member"
[ ! -d "$DATA/member.replaced" ] || member="$DATA/member.replaced"
[ -d "$member/wal" ] || exit 0
if ask "$LOCAL" endpoint health >/dev/null 2>&1; then
  [ "$(count_keys)" != 0 ] || exit 0
fi
find "$member/wal" -name '*.wal' -printf '%T@\\n' | sort -n | tail -n 1 | cut -d . -f 1
`;

/** Makes a member of a new ensemble from the snapshot, beside the present one; etcdctl refuses one that is not whole. */
export const readSnapshot = `set -eu
place="$DATA/lambdastack-restore"
rm -rf "$place"
mkdir -m 0700 "$place"
cat >"$place/snapshot"
token=restored-$(sha256sum <"$place/snapshot" | cut -c 1-16)
etcdctl snapshot restore "$place/snapshot" --data-dir "$place/data" --name "$NAME" --initial-advertise-peer-urls "$PEER_URL" \\
  --initial-cluster "$FIRST_CLUSTER" --initial-cluster-token "$token" >&2
rm "$place/snapshot"
`;

/** What is replaced stays until the new ensemble answers. */
export const beginAnew = `set -eu
place="$DATA/lambdastack-restore"
if [ -d "$DATA/member" ] && [ ! -d "$DATA/member.replaced" ]; then mv "$DATA/member" "$DATA/member.replaced"; fi
rm -rf "$DATA/member"
mv "$place/data/member" "$DATA/member"
chown -R etcd:etcd "$DATA/member"
rm -rf "$place"
systemctl reset-failed etcd || :
systemctl start etcd
`;

/** Members come at the same time: each waits for the others. */
export const answersAnew = `set -eu
${ask}
tries=0
until ask "$LOCAL" endpoint health >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ "$tries" -lt 30 ] || { ask "$LOCAL" endpoint health; journalctl -u etcd -n 5 --no-pager -o cat; exit 1; } >&2
  sleep 1
done
rm -rf "$DATA/member.replaced"
`;
