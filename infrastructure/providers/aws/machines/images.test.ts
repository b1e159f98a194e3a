import { expect, it } from "vitest";
import { imageOf } from "./images.ts";

it.each([
  ["default", "ubuntu", "24.04", "x86_64"],
  ["ubuntu-22.04", "ubuntu", "22.04", "x86_64"],
  ["debian-12", "debian", "12", "x86_64"],
  ["debian-12-arm64", "debian", "12", "aarch64"],
  ["rhel-9", "rhel", "9", "x86_64"],
  ["almalinux-9", "almalinux", "9", "x86_64"],
  ["debian-12-amd64-20250101-1", "debian", "12", "x86_64"],
  ["ami-0123456789abcdef0@ubuntu-24.04-arm64", "ubuntu", "24.04", "aarch64"],
])("%s is %s %s for %s", (name, id, version, architecture) => {
  const image = imageOf(name, {});

  expect(image.os).toMatchObject({ id, version, architecture });
  expect(image.warning).toBeUndefined();
});

it.each([
  ["ubuntu-18.04-x86_64", "ubuntu-22.04"],
  ["ubuntu-20.04-x86_64", "ubuntu-22.04"],
  ["redhat-7-x86_64", "rhel-9"],
  ["rhel-8-x86_64", "rhel-9"],
  ["almalinux-8-x86_64", "almalinux-9"],
  ["centos-7-x86_64", "almalinux-9"],
  ["centos-7-arm64", "almalinux-9-arm64"],
  ["ubuntu/images/hvm-ssd/ubuntu-bionic-18.04-amd64-server-20210907", "ubuntu-22.04"],
  ["RHEL-7.9_HVM-20210208-x86_64-0-Hourly2-GP2", "rhel-9"],
  ["CentOS 7.9.2009 x86_64", "almalinux-9"],
  ["CentOS 7.9.2009 aarch64", "almalinux-9-arm64"],
])("%s, which nobody publishes any more, becomes %s with a warning", (name, key) => {
  const image = imageOf(name, {});

  expect(image.key).toBe(key);
  expect(image.warning?.message).toContain(name);
});

it("a name of the user's own stands for what it says", () => {
  expect(imageOf("ours", { ours: "ami-0123abcd@debian-12" })).toMatchObject({
    id: "ami-0123abcd",
    os: { id: "debian" },
  });
});

it("one whose system nobody can tell is refused", () => {
  expect(() => imageOf("ami-0123abcd", {})).toThrow(
    expect.objectContaining({ code: "unknown-image", ending: "invalid" }),
  );
});
