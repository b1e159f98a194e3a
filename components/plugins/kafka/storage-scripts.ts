import { connects } from "@lambdastack/core/role";
import { tools } from "./scripts.ts";

/** Succeeds where the disk belongs to this broker of this cluster, with the controllers that it began with. */
export const isFormatted = `[ -s "$DATA/meta.properties" ] &&
  grep -Fxq "cluster.id=\${CLUSTER_ID}A" "$DATA/meta.properties" && grep -Fxq "node.id=$ID" "$DATA/meta.properties" &&
  [ "$(cat "$DATA/lambdastack.controllers")" = "$VOTERS" ]`;

/**
 * Prepares an empty disk once. Another cluster's disk is left alone, and so is a cluster with other controllers: in Kafka 3.7
 * they are what they were when it began.
 */
export const format = `set -eu
${tools}${connects}
refuse() { echo "$*" >&2; exit 1; }
controllers() { printf '%s\\n' "$1" | tr , '\\n' | cut -d @ -f 1 | sort -n | paste -s -d , ; }
keep="; Kafka cannot change them in a cluster that lives: set kraft.controllers to how many there were"
known=$DATA/lambdastack.controllers
if [ -s "$DATA/meta.properties" ]; then
  grep -Fxq "cluster.id=\${CLUSTER_ID}A" "$DATA/meta.properties" && grep -Fxq "node.id=$ID" "$DATA/meta.properties" ||
    refuse "$DATA belongs to another cluster or broker: $(tr '\\n' ' ' <"$DATA/meta.properties")"
  was=$(cat "$known" 2>/dev/null || :)
  [ -z "$was" ] || [ "$was" = "$VOTERS" ] || refuse "controllers were $was and would be $VOTERS$keep"
else
  for place in $(printf '%s' "$OTHERS" | tr , ' '); do
    connects "\${place%:*}" "\${place##*:}" || continue
    BOOTSTRAP=$place
    status=$(kafka metadata-quorum describe --status) || continue
    was=$(printf '%s\\n' "$status" | sed -n 's/^CurrentVoters:[[:blank:]]*\\[\\(.*\\)\\].*/\\1/p' | tr -d ' ')
    [ "$(controllers "$was")" = "$(controllers "$VOTERS")" ] ||
      refuse "controllers are brokers $was and would be $(controllers "$VOTERS")$keep"
    break
  done
  runuser -u "$USER_NAME" -- "$KAFKA/bin/kafka-storage.sh" format --cluster-id "\${CLUSTER_ID}A" \\
    --config "$CONFIGURATION/server.properties" >&2
fi
printf '%s\\n' "$VOTERS" >"$known.new"
mv "$known.new" "$known"
`;
