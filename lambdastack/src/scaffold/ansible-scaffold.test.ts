import { join } from "node:path";
import { productDirectory } from "@lambdastack/core";
import { describeRole } from "@lambdastack/core/role-testing";

describeRole(join(productDirectory(), "lambdastack/scaffolds/ansible/my-role"));
