import { expect, test } from "vitest";
import { computerNotReady } from "../errors.ts";

test("one error names everything that is missing, with the command that mends it", () => {
  const error = computerNotReady({
    reasons: ["the rights of root", "the kernel feature overlayfs"],
    programs: [{ program: "nft", debianPackage: "nftables" }],
    packages: ["nftables"],
    remedies: ["Run the same command as root, with sudo for example."],
  });

  expect(error.ending).toBe("refused");
  expect(error.message).toContain("the rights of root; the kernel feature overlayfs; program nft (package nftables)");
  expect(error.hint).toContain("apt-get install --yes nftables");
  expect(error.hint).toContain("with sudo");
});
