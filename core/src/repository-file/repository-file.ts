/** `repository.yml` of a build folder: all that components and machines know of the repository. */
export interface RepositoryFile {
  kind: "repository";
  version: 1;
  /** Name of the machine that serves it; missing for one that is not ours. */
  machine?: string;
  /** Base address that machines reach it by, without a slash at its end: `http://10.72.0.11`. */
  address: string;
  /** `host:port` of the image registry, where one is served. */
  registry?: string;
  /** Release that machines are pointed at. */
  release: string;
  /** Public key that signs package metadata, ASCII-armoured; missing for a repository that is not ours. */
  key?: string;
  /** Systems with packages in it, such as `debian-12`. */
  systems: readonly string[];
}
