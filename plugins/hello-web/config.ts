/** `configuration/hello-web` after defaults; the schema beside it says what each field means. */
export interface HelloWebConfig {
  greeting: string;
  port: number;
}
