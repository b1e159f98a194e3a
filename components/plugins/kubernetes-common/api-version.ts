/** Prints the version of the API server at an address, such as v1.34.3; nothing where it does not answer. */
export const apiVersion = `api_version() {
  kubectl --request-timeout=10s --server "$1" get --raw /version | sed -n 's/.*"gitVersion": *"\\([^"]*\\)".*/\\1/p'
}
`;
