import { type Offer, StackError } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import type { Offered } from "./offers.ts";
import { packagePath, type Wish } from "./package-path.ts";

/** Versions of the sources, newest first. */
const offer = (installed: string, versions: readonly string[], pinned?: string): Offered => {
  const all = versions.map((version) => ({ version, order: orderOf(version, installed) }));
  return {
    name: "kubeadm",
    installed,
    offered: all[0]?.version ?? "-",
    order: all[0]?.order ?? "nothing",
    versions: all,
    ...(pinned !== undefined && { pinned }),
  };
};

const orderOf = (version: string, installed: string): Offer => {
  const order = version.localeCompare(installed, "en", { numeric: true });
  return order === 0 ? "same" : order > 0 ? "newer" : "older";
};

const minor: Wish = { hops: { kubeadm: "minor" } };
const path = (given: Offered, wish: Wish = {}) => {
  const found = packagePath(given, { ...wish, role: "kubernetes-node", machine: "m-1" });
  return found instanceof StackError ? found.code : found;
};

const kubernetes = ["1.34.2-1.1", "1.34.1-1.1", "1.33.6-1.1", "1.33.5-1.1", "1.32.9-1.1", "1.32.1-1.1"];

describe("the path of a package", () => {
  it("leads straight to what is offered where nothing else is said", () => {
    expect(path(offer("1.32.1-1.1", kubernetes))).toEqual(["1.34.2-1.1"]);
  });

  it("leads over the newest of every minor version", () => {
    expect(path(offer("1.32.1-1.1", kubernetes), minor)).toEqual(["1.33.6-1.1", "1.34.2-1.1"]);
    expect(path(offer("1.33.5-1.1", kubernetes), minor)).toEqual(["1.34.2-1.1"]);
    expect(path(offer("1.34.1-1.1", kubernetes), minor)).toEqual(["1.34.2-1.1"]);
  });

  it("takes no minor version for another that begins alike, and no epoch for a version", () => {
    expect(path(offer("1:3.9.1", ["1:3.11.0", "1:3.10.8"]), minor)).toEqual(["1:3.10.8", "1:3.11.0"]);
    expect(path(offer("3.5.0", ["3.50.1", "3.5.9"]), { to: "3.5" })).toEqual(["3.5.9"]);
    expect(path(offer("1:3.9.1", ["1:3.11.0", "1:3.10.8"]), { to: "3.10" })).toEqual(["1:3.10.8"]);
  });

  it("is refused where the sources lack a minor version on the way", () => {
    expect(path(offer("1.32.1-1.1", ["1.34.2-1.1", "1.32.9-1.1"]), minor)).toBe("hop-missing");
    expect(path(offer("1.31.0-1.1", ["1.33.1-1.1", "1.30.2-1.1"]), minor)).toBe("hop-missing");
  });

  it("is refused into another major version", () => {
    expect(path(offer("3.13.7", ["4.0.1"]), minor)).toBe("major-version");
    expect(path(offer("3.13.7", ["4.0.1", "3.13.8"]), { ...minor, to: "3" })).toEqual(["3.13.8"]);
  });

  it("ends where it is asked to", () => {
    expect(path(offer("1.32.1-1.1", kubernetes), { ...minor, to: "1.33" })).toEqual(["1.33.6-1.1"]);
    expect(path(offer("1.32.1-1.1", kubernetes), { ...minor, to: "1.33.5-1.1" })).toEqual(["1.33.5-1.1"]);
    expect(path(offer("1.32.1-1.1", kubernetes), { ...minor, to: "1.35" })).toEqual([]);
  });

  it("never leads back", () => {
    expect(path(offer("1.35.0-1.1", kubernetes))).toBe("downgrade");
    expect(path(offer("1.34.2-1.1", kubernetes), { to: "1.33" })).toBe("downgrade");
    expect(path(offer("1.34.3-1.1", kubernetes), { to: "1.34" })).toEqual([]);
  });

  it("is refused where no source has what the role wants, unless that runs", () => {
    expect(path({ ...offer("1.32.1-1.1", kubernetes, "1.35.0-*"), offered: "-", order: "nothing" })).toBe(
      "version-missing",
    );
    expect(path({ ...offer("1.32.1-1.1", kubernetes, "1.35.0"), offered: "1.35.0", order: "newer" })).toBe(
      "version-missing",
    );
    expect(path({ ...offer("1.35.0-1.1", kubernetes, "1.35.0-*"), offered: "-", order: "nothing" })).toEqual([]);
    expect(path({ ...offer("-", kubernetes, "1.35.0-*"), offered: "-", order: "not-installed" })).toEqual([]);
  });

  it("ends nowhere but where the role wants the package", () => {
    expect(path(offer("1.33.5-1.1", kubernetes, "1.34.2-*"), { to: "1.34" })).toEqual(["1.34.2-1.1"]);
    expect(path(offer("1.32.1-1.1", kubernetes, "1.34.2-*"), { to: "1.33" })).toEqual([]);
  });
});
