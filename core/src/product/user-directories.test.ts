import { describe, expect, it } from "vitest";
import { userDirectories } from "./user-directories.ts";

describe("userDirectories", () => {
  it("lie below the home folder by default", () => {
    expect(userDirectories("/home/ada", {})).toEqual({
      config: "/home/ada/.config/lambdastack",
      cache: "/home/ada/.cache/lambdastack",
      data: "/home/ada/.local/share/lambdastack",
      plugins: "/home/ada/.config/lambdastack/plugins",
    });
  });

  it("follow the XDG variables, but for relative ones", () => {
    const directories = userDirectories("/home/ada", { XDG_CONFIG_HOME: "/etc/ada", XDG_CACHE_HOME: "cache" });

    expect(directories.config).toBe("/etc/ada/lambdastack");
    expect(directories.cache).toBe("/home/ada/.cache/lambdastack");
  });
});
