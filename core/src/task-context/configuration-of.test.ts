import { describe, expect, it } from "vitest";
import type { Document, Manifest } from "../documents/document.ts";
import { configurationOf } from "./configuration-of.ts";

const document = (kind: string, name: string, specification: Document["specification"]): Document => ({
  kind,
  name,
  version: "1.0.0",
  specification,
});

const cluster = document("lambdastack-cluster", "default", {
  components: { web: { configuration: "large" }, plain: {} },
});
const manifest: Manifest = {
  cluster,
  documents: [
    cluster,
    document("configuration/hello-web", "default", { greeting: "hi" }),
    document("configuration/hello-web", "large", { greeting: "HI", password: { secret: "web-password" } }),
  ],
};

describe("configurationOf", () => {
  it("takes the document that the component names, and the default one otherwise", () => {
    expect(configurationOf(manifest, "hello-web", "web").greeting).toBe("HI");
    expect(configurationOf(manifest, "hello-web", "plain").greeting).toBe("hi");
  });

  it("turns a secret's name into a reference that the engine resolves", () => {
    const { password } = configurationOf(manifest, "hello-web", "web");

    expect(password).toEqual({ $tag: "secret", name: "web-password" });
  });

  it("is empty for a role without configuration documents", () => {
    expect(configurationOf(manifest, "other", "web")).toEqual({});
  });
});
