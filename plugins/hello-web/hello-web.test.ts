import { contentOf, inMemoryRole, machineNamed, outcomes } from "@lambdastack/core/role-testing";
import { describe, expect, it } from "vitest";
import apply from "./apply/index.ts";
import test from "./test/index.ts";

const role = inMemoryRole(import.meta.dirname, { apply, test });
const page = "file:/var/www/hello-web/index.html";

describe("hello-web", () => {
  it("shows its greeting and its machine", async () => {
    const all = await outcomes(role, "apply", { machines: [machineNamed("demo-web-1", 11)] });

    await expect(contentOf(all, page)).toMatchFileSnapshot("__golden__/index.html.txt");
    await expect(contentOf(all, "file:/etc/nginx/nginx.conf")).toMatchFileSnapshot("__golden__/nginx.conf");
  });

  it("shows any greeting as text", async () => {
    const all = await outcomes(role, "apply", {
      specification: { greeting: "<script>'{{x}}' $(touch /x)\n</script>" },
    });

    expect(contentOf(all, page)).toContain("<h1>&lt;script&gt;&apos;{{x}}&apos; $(touch /x)\n&lt;/script&gt;</h1>");
  });

  it("is checked by its health and its page", async () => {
    const all = await outcomes(role, "test", {
      machines: [machineNamed("demo-web-1", 11)],
      specification: { port: 8080 },
    });

    expect(all.map(({ props }) => props.url)).toEqual([
      undefined,
      "http://192.0.2.11:8080/health",
      "http://192.0.2.11:8080/",
    ]);
  });
});
