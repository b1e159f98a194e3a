import { describe, expect, it } from "vitest";
import { isHalfPointed } from "./mend-pointing.ts";
import { readRepositoryFacts } from "./repository-facts.ts";

describe("what a machine says of its repository", () => {
  it("is a run that ended in the middle where there is a folder without a journal", () => {
    expect(readRepositoryFacts("point\n").pointing).toMatchObject({ state: "pointing" });
  });

  it("is nothing on a machine that has none", () => {
    const facts = readRepositoryFacts("\n");

    expect(facts).toEqual({ drift: [] });
    expect(isHalfPointed(facts)).toBe(false);
  });

  it("tells release, drift and the releases of a server", () => {
    const facts = readRepositoryFacts(`point {"state":"pointed","release":"0123456789abcdef","hash":"h"}
drift /etc/apt/apt.conf.d/00lambdastack
server abc
serves releases/0123456789abcdef
release ../releases/0123456789abcdef/release.json
release ../releases/fedcba9876543210.tmp/release.json
server-drift lambdastack-repository.service is not running
`);

    expect(facts).toEqual({
      pointing: { state: "pointed", release: "0123456789abcdef", hash: "h" },
      drift: ["/etc/apt/apt.conf.d/00lambdastack"],
      server: {
        hash: "abc",
        release: "0123456789abcdef",
        releases: ["0123456789abcdef"],
        drift: ["lambdastack-repository.service is not running"],
      },
    });
  });

  it("tells which bundle of each line came last, also where nothing serves any more", () => {
    const hash = "a".repeat(64);

    const { bundles, server } = readRepositoryFacts(`bundle demo 12 ${hash}\nbundle torn 1\nbundle site.b 0 ${hash}\n`);

    expect(bundles).toEqual([
      { channel: "demo", serial: 12, manifest: hash },
      { channel: "site.b", serial: 0, manifest: hash },
    ]);
    expect(server).toBeUndefined();
  });

  it.each(["", "{", '{"state":"gone"}', '{"state":"restoring","release":"r","hash":"h"}'])(
    "takes the journal %s for a run that ended in the middle",
    (journal) => {
      expect(isHalfPointed(readRepositoryFacts(`point ${journal}`))).toBe(true);
    },
  );
});
