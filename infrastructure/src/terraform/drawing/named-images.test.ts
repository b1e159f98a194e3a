import { expect, it } from "vitest";
import { imageNames, namedImage, toldSystem } from "./named-images.ts";

it("knows each name, also with an architecture behind it", () => {
  for (const name of imageNames) {
    expect(namedImage(name)).toMatchObject({ name, os: { architecture: "x86_64" } });
    expect(namedImage(`${name}-arm64`)).toMatchObject({ name, os: { architecture: "aarch64" } });
  }
});

it("replaces names of the old products with a warning that names both", () => {
  const image = namedImage("centos-7-arm64");

  expect(image?.name).toBe("almalinux-9");
  expect(image?.warning?.message).toContain("centos-7-arm64");
  expect(image?.warning?.message).toContain("almalinux-9-arm64");
  expect(namedImage("default")?.warning).toBeUndefined();
});

it("leaves names that only a cloud knows", () => {
  expect(namedImage("my-image")).toBeUndefined();
});

it.each([
  ["Canonical ubuntu-24_04-lts server", "ubuntu", "24.04"],
  ["Canonical 0001-com-ubuntu-server-jammy ubuntu 22_04-lts-gen2", "ubuntu", "22.04"],
  ["projects/ubuntu-os-cloud/global/images/family/ubuntu-2204-lts", "ubuntu", "22.04"],
  ["projects/debian-cloud/global/images/family/debian-12", "debian", "12"],
  ["RedHat RHEL 9-lvm-gen2", "rhel", "9"],
  ["almalinux-x86_64 9-gen2 almalinux 9", "almalinux", "9"],
])("is told the system by %s", (words, id, version) => {
  expect(toldSystem(words)).toMatchObject({ id, version });
});
