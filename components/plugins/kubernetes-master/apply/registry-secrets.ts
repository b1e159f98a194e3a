import type { Resource, TaskContext } from "@lambdastack/core/role";
import type { MasterConfig } from "../config.ts";

/** Accounts of image registries. Passwords go through the environment and standard input, not through arguments or files. */
export function registrySecrets({ config, resource }: TaskContext<MasterConfig>): Resource[] {
  return config.image_registry_secrets.map(({ name, namespace, server_url, username, password, email = "" }) =>
    resource.command({
      name: `kubernetes secret ${name} in namespace ${namespace}`,
      environment: {
        KUBECONFIG: "/etc/kubernetes/admin.conf",
        NAME: name,
        NAMESPACE: namespace,
        SERVER: JSON.stringify(server_url),
        USERNAME: JSON.stringify(username),
        EMAIL: JSON.stringify(email),
        PASSWORD: password,
      },
      unless: `${manifest}manifest | kubectl diff -f - >/dev/null`,
      run: `${manifest}manifest | kubectl apply -f - >&2\n`,
    }),
  );
}

// JSON is YAML. A password's quotes and backslashes are escaped here, since only the machine learns it.
const manifest = `manifest() {
  text=$(printf %s "$PASSWORD" | sed 's/[\\\\"]/\\\\&/g')
  account=$(printf '{"auths":{%s:{"username":%s,"password":"%s","email":%s}}}' "$SERVER" "$USERNAME" "$text" "$EMAIL" | base64 -w 0)
  printf '{"apiVersion":"v1","kind":"Secret","type":"kubernetes.io/dockerconfigjson",'
  printf '"metadata":{"name":"%s","namespace":"%s"},"data":{".dockerconfigjson":"%s"}}\\n' "$NAME" "$NAMESPACE" "$account"
}
`;
