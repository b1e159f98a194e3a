import fc from "fast-check";
import { expect, it } from "vitest";
import { createRedactor, SENSITIVE } from "./redactor.ts";

const encodings: Record<string, (secret: string) => string> = {
  raw: (secret) => secret,
  json: (secret) => JSON.stringify({ password: secret }),
  "json in json": (secret) => JSON.stringify(JSON.stringify({ password: secret })),
  base64: (secret) => Buffer.from(secret).toString("base64"),
  "base64, one byte in": (secret) => Buffer.from(`:${secret}.`).toString("base64"),
  "base64, two bytes in": (secret) => Buffer.from(`u:${secret}..`).toString("base64"),
  base64url: (secret) => Buffer.from(`user:${secret}`).toString("base64url"),
  url: (secret) => `postgres://u:${encodeURIComponent(secret)}@h/`,
  form: (secret) => new URLSearchParams({ password: secret }).toString(),
  hex: (secret) => Buffer.from(secret).toString("hex"),
  "upper-case hex": (secret) => Buffer.from(secret).toString("hex").toUpperCase(),
  "shell word": (secret) => `'${secret.replaceAll("'", "'\\''")}'`,
};
const secret = fc.string({ unit: fc.constantFrom(..."aZ09'\"\\/+ %\n\té€😀~()*"), minLength: 8, maxLength: 24 });
const passwordLike = secret.filter((text) => text.trim().length >= 6);
const cutsOf = (text: string, cuts: readonly number[]) => {
  const places = [0, ...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((one, other) => one - other);
  return places.map((place, index) => text.slice(place, places[index + 1]));
};

it.each(Object.entries(encodings))("finds a secret that is printed as %s", (_, encode) => {
  fc.assert(
    fc.property(passwordLike, (text) => {
      const encoded = encode(text);
      const shown = createRedactor([text]).redact(`before ${encoded} after`);

      expect(shown).toContain(SENSITIVE);
      expect(shown).not.toContain(encoded);
      expect(shown).not.toContain(text);
    }),
  );
});

it("leaves of an encoded secret at most two characters, which stand for neighbours as well", () => {
  const shown = createRedactor(["correct-horse"]).redact(Buffer.from("u:correct-horse!").toString("base64"));

  expect(shown.replace(SENSITIVE, "").length).toBeLessThanOrEqual(9);
  expect(Buffer.from(shown.replace(SENSITIVE, ""), "base64").toString()).not.toMatch(/correct|horse/);
});

it("gives the same for a stream however it is cut", () => {
  const parts = fc.array(fc.oneof(fc.constantFrom(...Object.keys(encodings)), fc.string()), { maxLength: 6 });
  fc.assert(
    fc.property(
      fc.array(passwordLike, { minLength: 1, maxLength: 3 }),
      parts,
      fc.array(fc.nat(500)),
      (secrets, pieces, cuts) => {
        const text = pieces
          .map(
            (piece, index) =>
              (Object.hasOwn(encodings, piece) ? encodings[piece] : undefined)?.(
                secrets[index % secrets.length] ?? "",
              ) ?? piece,
          )
          .join(" ");
        const redactor = createRedactor(secrets);
        const stream = redactor.stream();

        const shown =
          cutsOf(text, cuts)
            .map((chunk) => stream.push(chunk))
            .join("") + stream.end();

        expect(shown).toBe(redactor.redact(text));
      },
    ),
  );
});

it("gives the same for a stream of secrets that overlap each other and themselves", () => {
  const small = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 4, maxLength: 7 });
  const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 40 });
  fc.assert(
    fc.property(fc.array(small, { minLength: 1, maxLength: 3 }), text, fc.array(fc.nat(40)), (secrets, whole, cuts) => {
      const redactor = createRedactor(secrets);
      const stream = redactor.stream();

      const shown =
        cutsOf(whole, cuts)
          .map((chunk) => stream.push(chunk))
          .join("") + stream.end();

      expect(shown).toBe(redactor.redact(whole));
      for (const one of secrets) expect(shown.split(SENSITIVE).some((rest) => rest.includes(one))).toBe(false);
    }),
  );
});

it("says at once what cannot be the beginning of a secret", () => {
  const stream = createRedactor(["hunter22"]).stream();

  expect(stream.push("installing… ")).toBe("installing… ");
  expect(stream.push("hunter")).toBe("");
  expect(stream.push("22!")).toBe(`${SENSITIVE}!`);
  expect(stream.end()).toBe("");
});

it("also finds secrets that are added later, and single lines of a key", () => {
  const redactor = createRedactor();
  redactor.add("-----BEGIN KEY-----\nAAAAB3NzaC1yc2EAAAADAQAB\n-----END KEY-----\n");

  expect(redactor.redact("  | AAAAB3NzaC1yc2EAAAADAQAB")).toBe(`  | ${SENSITIVE}`);
  expect(redactor.redact("-----BEGIN KEY-----")).toBe("-----BEGIN KEY-----");
});

it("does not blank texts shorter than four characters", () => {
  expect(createRedactor(["on", ""]).redact("on and on")).toBe("on and on");
});
