import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type TerraformCloud, terraformProvider } from "@lambdastack/infrastructure";
import { credentials } from "./cloud/credentials.ts";
import { findMachines } from "./cloud/find-machines.ts";
import { findOthers } from "./cloud/find-others.ts";
import { findStrayRules } from "./cloud/find-stray-rules.ts";
import { draw } from "./machines/draw.ts";

/** Machines on Amazon Web Services. */
export const aws: TerraformCloud = {
  name: "aws",
  templates: join(dirname(fileURLToPath(import.meta.url)), "templates"),
  machineResource: "aws_instance.machine",
  draw,
  environment: credentials,
  find: findMachines,
  findOthers,
  findStrayRules,
  privateAddress: ({ private_ip: address }) => (typeof address === "string" ? address : undefined),
  words: {
    aws_vpc: "network",
    aws_vpc_security_group_ingress_rule: "inbound rule",
    aws_vpc_security_group_egress_rule: "outbound rule",
    aws_efs_file_system: "shared file system",
    aws_efs_mount_target: "mount target",
    aws_ebs_volume: "volume",
  },
};

export default terraformProvider(aws);
