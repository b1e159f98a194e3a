/** `configuration/kubernetes-common` after defaults. */
export interface CommonConfig {
  sandbox_image: string;
  api_port: number;
  balancer_port: number;
}
