import { describe, expect, it } from "vitest";
import { generateKeyPairText } from "./openssh-format.ts";
import { fingerprint, formatPublicKey, keyType, parsePublicKey } from "./public-key.ts";

describe("a public key", () => {
  it("has the fingerprint that ssh-keygen prints", () => {
    const known = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl github.com";

    expect(fingerprint(known)).toBe("SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU");
  });

  it("survives parsing and formatting, without its comment", () => {
    const line = generateKeyPairText("a comment").publicKey;

    const { type, blob } = parsePublicKey(line);

    expect(type).toBe("ssh-ed25519");
    expect(formatPublicKey(blob)).toBe(line.split(" ").slice(0, 2).join(" "));
  });

  it.each(["", "ssh-ed25519", "ssh-ed25519 AAAA", "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIOMq", "a b"])(
    "is refused as %j",
    (text) => {
      expect(() => parsePublicKey(text)).toThrow(expect.objectContaining({ code: "not-a-public-key" }));
    },
  );

  it("has no type where its bytes name none", () => {
    expect(keyType(Buffer.from([0, 0, 0, 200, 1]))).toBeUndefined();
  });
});
