import { StackError } from "@lambdastack/core";
import type { BundleMember } from "../bundle-manifest.ts";

export const bundleMissing = (path: string, cause: unknown): StackError =>
  new StackError("bundle-missing", `There is no bundle ${path} that can be read.`, {
    ending: "invalid",
    hint: "Name a file that `repo export` wrote.",
    cause,
  });

export const notABundle = (path: string, what: string): StackError =>
  new StackError("not-a-bundle", `${path} is no bundle: ${what}.`, {
    ending: "refused",
    hint: "A bundle is an uncompressed archive that `repo export` wrote. Unpack what it was wrapped in, or carry it over anew.",
  });

/** The archive is not, byte for byte, the one that its manifest describes. */
export const bundleDamaged = (path: string, what: string): StackError =>
  new StackError("bundle-damaged", `${path} is damaged or was tampered with: ${what}.`, {
    ending: "refused",
    hint: "Nothing of it was used. Carry it over anew and compare with `sha256sum` on both sides.",
  });

export const manifestWrong = (path: string, findings: readonly string[]): StackError =>
  new StackError("bundle-manifest-wrong", `The manifest of ${path} is refused: ${findings.slice(0, 5).join("; ")}.`, {
    ending: "refused",
    hint: "Nothing of it was used. It was not written by `repo export` of this version.",
  });

export const bundleUnsigned = (path: string): StackError =>
  new StackError("bundle-unsigned", `${path} carries no signature.`, {
    ending: "refused",
    hint: "Export it with a key: `repo export --key FILE`.",
  });

export const signatureWrong = (path: string, said: string): StackError =>
  new StackError("bundle-signature-wrong", `The signature of ${path} does not belong to its manifest: ${said}.`, {
    ending: "refused",
    hint: "Nothing of it was used. Carry it over anew.",
  });

export const signerUnknown = (path: string, signer: { fingerprint: string; key: string }): StackError =>
  new StackError(
    "bundle-signer-unknown",
    `${path} is signed with a key that is not trusted here: ${signer.fingerprint}.`,
    {
      ending: "refused",
      hint: `Compare the fingerprint with who made it. To trust it, put this line into a file and name it with --signers:\n* namespaces="lambdastack-bundle" ${signer.key}`,
    },
  );

export const noSigners = (path: string): StackError =>
  new StackError("bundle-signers-missing", `Nobody is named whose bundles are trusted, so ${path} is refused.`, {
    ending: "refused",
    hint: "`repo inspect` says who signed it. Name a file of allowed signers with --signers, or the cluster's build folder with -b.",
  });

export const signersUnreadable = (path: string, cause: unknown): StackError =>
  new StackError("bundle-signers-unreadable", `The file of allowed signers ${path} cannot be read.`, {
    ending: "invalid",
    cause,
  });

export const signingFailed = (key: string, said: string): StackError =>
  new StackError("bundle-not-signed", `ssh-keygen does not sign with ${key}: ${said}.`, {
    hint: "Name a private key without a passphrase with --key.",
  });

export const serialOld = (path: string, { has, last }: { has: string; last: string }): StackError =>
  new StackError("bundle-serial-old", `${path} is ${has}, and what is there is ${last}.`, {
    ending: "refused",
    hint: "To go back on purpose, add --allow-rollback.",
  });

export const bundleExpired = (path: string, expires: string): StackError =>
  new StackError("bundle-expired", `${path} was to be used until ${expires}.`, {
    ending: "refused",
    hint: "Ask whoever made it for a newer one. If there is none, is the clock of this computer right?",
  });

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`;

export const littleSpaceForBundle = (folder: string, { free, needed }: { free: number; needed: number }): StackError =>
  new StackError(
    "bundle-little-space",
    `${folder} has ${gigabytes(free)} free, and the bundle needs ${gigabytes(needed)}.`,
    {
      ending: "refused",
      hint: "Needed is 2.2 times its content: the content, its images once more in the registry, a tenth of each for metadata. Free some space or name another folder.",
    },
  );

export const baseMissing = (path: string, missing: readonly BundleMember[]): StackError => {
  const shown = missing.slice(0, 20).map(({ path, sha256 }) => `  ${path} (sha256 ${sha256})`);
  const rest = missing.length > shown.length ? [`  and ${missing.length - shown.length} more`] : [];
  return new StackError(
    "bundle-base-missing",
    `${path} holds only a difference, and ${missing.length} parts of its base are not here:\n${[...shown, ...rest].join("\n")}`,
    { ending: "refused", hint: "Import the bundle that it is based on first, or export a full one." },
  );
};

export const bundleBusy = (path: string): StackError =>
  new StackError("bundle-busy", `Another program is writing ${path}.`, {
    ending: "refused",
    hint: "Wait for it to end, then repeat the command.",
  });

export const targetForeign = (folder: string): StackError =>
  new StackError("bundle-target-foreign", `${folder} holds something that no import or download made.`, {
    ending: "refused",
    hint: "Name a folder that does not exist yet, or one of an earlier import or download.",
  });

export const notUnpacked = (folder: string, cause: unknown): StackError =>
  new StackError("bundle-not-unpacked", `${folder} cannot be written: ${(cause as Error).message}.`, {
    hint: "Nothing is in use yet. Repeat the command: what was written whole is kept.",
    cause,
  });
