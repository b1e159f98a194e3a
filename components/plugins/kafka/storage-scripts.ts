import { connects } from "@lambdastack/core/role";
import { tools } from "./scripts.ts";

/** Succeeds where the controllers are what they were when the cluster began, and before it begins. */
export const keepsControllers = `known=$DATA/lambdastack.controllers
[ ! -s "$known" ] || [ "$(cat "$known")" = "$CONTROLLERS" ]`;

/** Other controllers must not reach the settings: a broker would not find its cluster after its next start. */
export const refuseControllers = `echo "controllers were $(cat "$DATA/lambdastack.controllers") and would be $CONTROLLERS; Kafka cannot change them in a cluster that lives: leave kraft and security.inter_broker_protocol as they were" >&2
exit 1
`;

/** Succeeds where the disk belongs to this broker of this cluster. */
export const isFormatted = `[ -s "$DATA/lambdastack.controllers" ] && grep -Fxq "cluster.id=\${CLUSTER_ID}A" "$DATA/meta.properties" &&
  grep -Fxq "node.id=$ID" "$DATA/meta.properties"`;

/** Prepares an empty disk once. Another cluster's disk is left alone, and a new broker stays out of a cluster with other controllers. */
export const format = `set -eu
${tools}${connects}
refuse() { echo "$*" >&2; exit 1; }
controllers() { printf '%s\\n' "$1" | tr , '\\n' | cut -d @ -f 1 | sort -n | paste -s -d , ; }
if [ -s "$DATA/meta.properties" ]; then
  grep -Fxq "cluster.id=\${CLUSTER_ID}A" "$DATA/meta.properties" && grep -Fxq "node.id=$ID" "$DATA/meta.properties" ||
    refuse "$DATA belongs to another cluster or broker: $(tr '\\n' ' ' <"$DATA/meta.properties")"
else
  for place in $(printf '%s' "$OTHERS" | tr , ' '); do
    connects "\${place%:*}" "\${place##*:}" || continue
    BOOTSTRAP=$place
    status=$(kafka metadata-quorum describe --status) || continue
    was=$(printf '%s\\n' "$status" | sed -n 's/^CurrentVoters:[[:blank:]]*\\[\\(.*\\)\\].*/\\1/p' | tr -d ' ')
    [ "$(controllers "$was")" = "$(controllers "$VOTERS")" ] ||
      refuse "controllers are brokers $was and would be $(controllers "$VOTERS"); Kafka cannot change them in a cluster that lives: set kraft.controllers to how many there are"
    break
  done
  runuser -u "$USER_NAME" -- "$KAFKA/bin/kafka-storage.sh" format --cluster-id "\${CLUSTER_ID}A" \\
    --config "$CONFIGURATION/server.properties" >&2
fi
printf '%s\\n' "$CONTROLLERS" >"$DATA/lambdastack.controllers.new"
mv "$DATA/lambdastack.controllers.new" "$DATA/lambdastack.controllers"
`;
