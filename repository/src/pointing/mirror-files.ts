/** Drop-ins by which container programs ask our registry before the one that an image names. */
export interface MirrorInput {
  registry: string;
  upstreams: readonly string[];
  has: readonly string[];
}

export function mirrorFiles({ registry, upstreams, has }: MirrorInput): Record<string, string> {
  if (upstreams.length === 0) return {};
  return {
    ...(has.includes("containers") && {
      "/etc/containers/registries.conf.d/00-lambdastack.conf": upstreams
        .map((one) => containers(one, registry))
        .join("\n"),
    }),
    ...(has.includes("containerd") &&
      Object.fromEntries(
        upstreams.map((one) => [`/etc/containerd/certs.d/${one}/hosts.toml`, containerd(one, registry)]),
      )),
  };
}

/** containers-registries.conf(5). */
const containers = (upstream: string, registry: string): string => `[[registry]]
prefix = "${upstream}"
location = "${upstream}"

[[registry.mirror]]
location = "${registry}/${upstream.replace(":", "-")}"
insecure = true
`;

const containerd = (upstream: string, registry: string): string => `server = "https://${upstream}"

[host."http://${registry}/v2/${upstream.replace(":", "-")}"]
  capabilities = ["pull", "resolve"]
  override_path = true
`;
