import { decode, ExtensionCodec, encode } from "@msgpack/msgpack";

/** A value that is known only after the apply. */
export const unknown = Object.freeze(new (class Unknown {})());

/** Terraform's extensions to msgpack: 0 is an unknown value, 12 one of which something is known, such as "not null". */
const extensions = new ExtensionCodec();
extensions.register({
  type: 0,
  encode: (value) => (value === unknown ? Uint8Array.of(0) : null),
  decode: () => unknown,
});
extensions.register({ type: 12, encode: () => null, decode: () => unknown });

/** A DynamicValue as plain data; `undefined` where the message has none. */
export function fromWire(value) {
  if (!value) return undefined;
  if (value.msgpack?.length > 0) return decode(value.msgpack, { extensionCodec: extensions });
  return value.json?.length > 0 ? JSON.parse(value.json.toString("utf8")) : undefined;
}

export function toWire(value) {
  return { msgpack: Buffer.from(encode(value ?? null, { extensionCodec: extensions })) };
}
