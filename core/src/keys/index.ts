export { checkKeyFile } from "./key-file.ts";
export { ensureKeyPair, type KeyPair } from "./key-pair.ts";
export { generateKeyPairText } from "./openssh-format.ts";
export { fingerprint } from "./public-key.ts";
