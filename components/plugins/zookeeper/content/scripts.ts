import { ask, serves } from "../scripts.ts";

/** Members have the same content: the first that serves clients gives it. */
export const anotherGives = `${ask}${serves}
for address in $EARLIER; do ! serves "$address" || exit 0; done
exit 1
`;

/**
 * Copies snapshots, then the log of transactions: whatever a snapshot lacks, since it is written while the service goes on,
 * the log that is copied after it has. A transaction that is being written while it is copied is not taken for one.
 */
export const writeContent = `set -eu
${ask}${serves}
serves "$ADDRESS" || { echo "it serves no clients" >&2; exit 1; }
place="$DATA/lambdastack-backup"
rm -rf "$place"
mkdir -m 0700 "$place"
trap 'rm -rf "$place"' EXIT
mkdir "$place/version-2"
cp -p "$DATA"/version-2/snapshot.* "$place/version-2/"
for file in "$DATA"/version-2/log.* "$DATA"/version-2/*Epoch; do [ ! -e "$file" ] || cp -p "$file" "$place/version-2/"; done
tar -C "$place" -cf "$place/content" version-2
gzip -c "$place/content"
# what was written before is older than the backup, by the clock's whole seconds
sleep 1
`;

/**
 * When something was written last, by the log that each write goes through; nothing where the ensemble holds no more than its
 * own five nodes. While a restore is under way, what it replaces counts.
 */
export const newestWrite = `${ask}
content="$DATA/version-2"
[ ! -d "$content.replaced" ] || content="$content.replaced"
[ -d "$content" ] || exit 0
count=$(ask "$ADDRESS" srvr | sed -n 's/^Node count: //p')
[ -z "$count" ] || [ "$count" -gt 5 ] || exit 0
find "$content" -name 'log.*' -printf '%T@\\n' | sort -n | tail -n 1 | cut -d . -f 1
`;

/** Lays the content beside the present one. */
export const readContent = `set -eu
place="$DATA/lambdastack-restore"
rm -rf "$place"
mkdir -m 0700 "$place"
cat >"$place/content"
gzip -dc "$place/content" | tar -C "$place" -xf - version-2
ls "$place"/version-2/snapshot.* >/dev/null
rm "$place/content"
`;

/** A member that still ran with what is replaced would give it to the others: all stop before one begins. */
export const stop = `systemctl stop zookeeper
`;

/** What is replaced stays until the ensemble serves clients. */
export const beginAnew = `set -eu
place="$DATA/lambdastack-restore"
content="$DATA/version-2"
if [ -d "$content" ] && [ ! -d "$content.replaced" ]; then mv "$content" "$content.replaced"; fi
rm -rf "$content"
mv "$place/version-2" "$content"
chown -R zookeeper:zookeeper "$content"
rm -rf "$place"
systemctl reset-failed zookeeper || :
systemctl start zookeeper
`;

/** Members come at the same time: each waits for the others. */
export const servesAnew = `set -eu
${ask}${serves}
tries=0
until serves "$ADDRESS"; do
  tries=$((tries + 1))
  [ "$tries" -lt 120 ] || { echo "it serves no clients"; journalctl -u zookeeper -n 5 --no-pager -o cat; exit 1; } >&2
  sleep 1
done
rm -rf "$DATA/version-2.replaced"
`;
