export { openSecrets, type SecretStore, type SecretSummary } from "./open-secrets.ts";
export { createRedactor, type RedactedStream, type Redactor, SENSITIVE } from "./redactor.ts";
