import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalHash } from "./canonical-hash.ts";
import { journalLine, mergeJournal, parseJournal } from "./journal.ts";
import { redact } from "./redact.ts";
import { showUnknown, unknownsIn, unknownToken } from "./unknown-value.ts";
import { visibleText } from "./visible-text.ts";

describe("canonicalHash", () => {
  it("is the same whatever the order of keys", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());

        expect(canonicalHash(turned)).toBe(canonicalHash(value));
      }),
    );
  });

  it.each([
    [{ a: 1 }, { a: "1" }],
    [
      ["a", "b"],
      ["b", "a"],
    ],
    [{ a: {} }, { a: [] }],
    [{ a: null }, {}],
    ["a", ["a"]],
  ])("tells %j from %j", (one, other) => {
    expect(canonicalHash(one)).not.toBe(canonicalHash(other));
  });
});

describe("redact", () => {
  it("hides each line of a secret of many lines", () => {
    expect(redact("bad key: MIIEvQIBADAN", ["-----BEGIN-----\nMIIEvQIBADAN\n"])).toBe("bad key: (sensitive)");
  });
});

describe("unknownToken", () => {
  it("is found inside any text and prints as known after apply", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (before, what, after) => {
        const text = before + unknownToken(what) + after;

        expect(unknownsIn({ a: [text] })).toEqual([what]);
        expect(showUnknown(text)).toBe(`${before}(known after apply)${after}`);
      }),
    );
  });
});

describe("visibleText", () => {
  it("lets no character through that a terminal acts upon", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0, max: 0x2fff }).map((code) => String.fromCharCode(code)) }),
        (text) => {
          // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
          expect(visibleText(text)).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
        },
      ),
    );
    expect(visibleText("\u001b[2Jok\r\n\u202eevil")).toBe("\\e[2Jok\\r\\n\\u202eevil");
  });
});

describe("the journal", () => {
  const entry = fc.record({
    run: fc.string(),
    sequence: fc.nat(),
    role: fc.string(),
    type: fc.string(),
    identity: fc.string({ unit: "binary" }),
    created: fc.boolean(),
    state: fc.constantFrom("started" as const, "done" as const, "failed" as const),
  });

  it("is read back whatever stands in it, and survives any rubbish", () => {
    fc.assert(
      fc.property(fc.array(entry), fc.string(), (entries, rubbish) => {
        const text = entries.map((one) => `${JSON.stringify(one)}\n`).join("");

        expect(parseJournal(text)).toEqual(entries);
        expect(() => parseJournal(text + rubbish)).not.toThrow();
      }),
    );
  });

  it("is begun anew by a run's first change only", () => {
    const first = {
      run: "r",
      sequence: 1,
      role: "web",
      type: "t",
      identity: "i",
      created: true,
      state: "started",
    } as const;

    expect(journalLine(first)).toMatch(/' > \/var\/lib\/lambdastack\/journal$/);
    expect(journalLine({ ...first, state: "done" })).toMatch(/' >> \/var\/lib\/lambdastack\/journal$/);
    expect(journalLine({ ...first, sequence: 2 })).toMatch(/' >> \/var\/lib\/lambdastack\/journal$/);
  });

  it("adds only what is not recorded yet", () => {
    const made = (sequence: number, created = true) =>
      ({ run: "r", sequence, role: "web", type: "t", identity: `i${sequence}`, created, state: "done" }) as const;
    const applied = { machine: "m-1", roles: {}, journal: { run: "r", sequence: 1 } };

    const merged = mergeJournal(applied, [made(1), made(2), made(3, false)]);

    expect(merged.roles.web?.resources).toEqual([{ type: "t", identity: "i2", created: true, record: {} }]);
    expect(mergeJournal(applied, [made(1)])).toBe(applied);
  });
});
