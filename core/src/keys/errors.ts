import { StackError } from "../errors/stack-error.ts";
import { quote } from "../shell/quote.ts";

export function keyFileMissing(path: string): StackError {
  return new StackError("key-file-missing", `The private key ${path} does not exist.`, {
    ending: "invalid",
    hint: `Name an existing key, or make one with: ssh-keygen -t ed25519 -N '' -f ${quote(path)}`,
  });
}

export function keyFileUnreadable(path: string, cause: Error): StackError {
  return new StackError("key-file-unreadable", `The private key ${path} cannot be read: ${cause.message}.`, {
    ending: "invalid",
    hint: "The file must belong to the user who runs this command.",
    cause,
  });
}

export function keyFileTooOpen(path: string, mode: number): StackError {
  const octal = mode.toString(8).padStart(4, "0");
  return new StackError(
    "key-file-too-open",
    `The private key ${path} has mode ${octal}: others can read or change it.`,
    {
      ending: "invalid",
      hint: `Run: chmod 600 ${quote(path)}`,
    },
  );
}

export function keyFileEncrypted(path: string): StackError {
  return new StackError("key-file-encrypted", `The private key ${path} is protected by a passphrase.`, {
    ending: "invalid",
    hint: "Nobody is there to type it while machines are set up. Use a key without a passphrase, made for this cluster.",
  });
}

export function notAPrivateKey(path: string): StackError {
  return new StackError("not-a-private-key", `${path} is not a private key in OpenSSH or PEM form.`, {
    ending: "invalid",
    hint: "Name the private key, not the one that ends in .pub.",
  });
}

export function notAPublicKey(received: string): StackError {
  return new StackError(
    "not-a-public-key",
    `Not a public key in OpenSSH form: ${JSON.stringify(received.slice(0, 60))}.`,
    {
      ending: "invalid",
      hint: "It looks like `ssh-ed25519 AAAAC3Nz…`.",
    },
  );
}

export function halfKeyPair(present: string, missing: string): StackError {
  return new StackError("half-key-pair", `${present} exists, but ${missing} does not.`, {
    ending: "refused",
    hint: `Bring ${missing} back from a backup. A key is never made anew while a part of it is there.`,
  });
}
