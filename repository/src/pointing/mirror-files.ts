export interface MirrorInput {
  /** Host and port of the registry to ask. */
  registry: string;
  /** Registries that images name. */
  upstreams: readonly string[];
}

/**
 * Drop-ins by path, by which container programs ask our registry before the one that an image names. They stand also where no
 * such program is yet: a role may install one and fetch its images in the same run.
 */
export function mirrorFiles({ registry, upstreams }: MirrorInput): Record<string, string> {
  if (upstreams.length === 0) return {};
  return {
    "/etc/containers/registries.conf.d/00-lambdastack.conf": upstreams
      .map((one) => containers(one, registry))
      .join("\n"),
    ...Object.fromEntries(
      upstreams.map((one) => [`/etc/containerd/certs.d/${one}/hosts.toml`, containerd(one, registry)]),
    ),
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
