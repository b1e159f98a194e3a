import { type CommandSpec, inputFile } from "@lambdastack/core/cli";

export const exportCommand: CommandSpec = {
  name: "export",
  summary: "write one signed archive of everything that an installation without internet needs",
  options: [
    inputFile,
    { flags: "-o, --output <file>", description: "the bundle, such as demo.lsb; replaced as a whole", required: true },
    { flags: "--from <folder>", description: "downloaded folder", required: true },
    {
      flags: "--key <file>",
      description:
        "private key that signs it; default the cluster's own, made in its build folder with the first bundle",
    },
    {
      flags: "--base <file>",
      description: "bundle, or its manifest.json, that the receiver has: only what that one lacks is carried",
    },
    {
      flags: "--without <part>",
      description: "leave out packages, files, images, roles, plugins, tools, cli or environment; repeatable",
      repeatable: true,
    },
    { flags: "--channel <name>", description: "name of the line of bundles; default the cluster's" },
    { flags: "--serial <number>", description: "place in the line; default the time in seconds (SOURCE_DATE_EPOCH)" },
    {
      flags: "--expires <time>",
      description: "days from now, or a time such as 2027-06-30T00:00:00Z, from when on it is refused; default never",
    },
    { flags: "--roles <folder>", description: "Ansible roles from a galaxy, to carry along" },
    {
      flags: "--tool <name=path>",
      description:
        "program to carry along, such as terraform or node; terraform or tofu in PATH goes along by itself; repeatable",
      repeatable: true,
    },
    {
      flags: "--tool-dir <name=folder>",
      description: "folder to carry along; terraform-providers is a mirror of providers; repeatable",
      repeatable: true,
    },
  ],
  examples: [
    "repo export -f input.yaml --from downloaded -o demo.lsb",
    "repo export -b build/demo --from downloaded -o demo.lsb --without cli --without tools",
    "repo export -b build/demo --from downloaded -o update.lsb --base demo.lsb",
    "repo export -b build/demo --from downloaded -o demo.lsb --expires 90",
    "repo export -f input.yaml --from downloaded -o demo.lsb --key bundle-key --tool terraform=bin/terraform --tool-dir terraform-providers=mirror",
  ],
  action: "repo export",
};
