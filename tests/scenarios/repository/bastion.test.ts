import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../../lab/cluster.ts";
import { checkout, start } from "../../lab/lambdastack.ts";
import { machinesPossible } from "../../lab/machines-possible.ts";
import { packageSources } from "../../lab/package-sources.ts";

const pool = "10.93.0";
/** Two machines without internet; the first becomes the repository and the place where the command line runs. */
const bareMachines = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: pair
  admin_user: { name: operations }
  local: { network: isolated, address_pool: ${pool}.0/24 }
  components:
    repository: { count: 1 }
    web: { count: 1 }
`;

/** The same two, as somebody has them who was given machines. */
const givenMachines = `kind: lambdastack-cluster
name: default
provider: any
specification:
  name: given
  admin_user: { name: operations, key_path: /root/site/admin-key }
  components:
    repository: { count: 1, machines: [depot] }
    web: { count: 1, machines: [shop] }
---
kind: infrastructure/machine
provider: any
name: depot
specification: { hostname: pair-repository-1, ip: ${pool}.2 }
---
kind: infrastructure/machine
provider: any
name: shop
specification: { hostname: pair-web-1, ip: ${pool}.3 }
`;

describe.skipIf(!machinesPossible())(
  "the command line from a bundle, on the repository machine itself and no other computer (Bastion v2)",
  () => {
    const [depot, shop] = ["pair-repository-1", "pair-web-1"];
    let machines: Cluster;

    beforeAll(async () => {
      machines = new Cluster("pair", bareMachines);
      const made = await machines.run("infrastructure", "apply", "-f", "input.yaml");
      expect(made.status, made.stderr).toBe(0);
      // they were never ours for what comes now
      for (const machine of [depot, shop]) machines.on(machine, "rm -f /var/lib/lambdastack/lineage");
    });
    endWithSuite(() => [machines]);

    const repo = async (...words: string[]) => {
      const ended = await start("repository", ["--plugins", join(checkout, "plugins"), ...words], machines.folder)
        .ended;
      expect(ended.status, ended.stderr).toBe(0);
    };
    /** On the repository machine, as root; nothing but the machines of the pool can be reached from there. */
    const onDepot = (script: string) => machines.on(depot, `export PATH=/root/bin:$PATH; cd /root/site; ${script}`);

    it("is exported where there is internet and carried over", async () => {
      machines.write("given.yaml", givenMachines);
      machines.write("system.yaml", bareMachines);
      await repo("lock", "-f", "system.yaml");
      await repo("download", "-f", "system.yaml", "-o", "downloaded");
      execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(machines.folder, "signer")]);
      const words = ["--from", "downloaded", "-o", "given.lsb", "--key", "signer", "--without", "environment"];
      await repo("export", "-f", "system.yaml", ...words);
      const key = readFileSync(join(machines.folder, "signer.pub"), "utf8");
      machines.write("signers", `carrier namespaces="lambdastack-bundle" ${key}`);

      machines.on(depot, "mkdir -p -m 700 /root/site");
      for (const file of ["given.lsb", "given.yaml", "signers"]) carry(file, `/root/site/${file}`);
      carry(join(machines.build, "keys/id_ed25519"), "/root/site/admin-key");
      carry(join(machines.build, "keys/id_ed25519.pub"), "/root/site/admin-key.pub");

      const said = onDepot(`chmod 600 admin-key
        tar -xf given.lsb manifest.json manifest.json.sig tools plugins
        sh tools/install.sh --signers signers --prefix /root/lambdastack --bin /root/bin && command -v lambdastack`);

      expect(said).toContain("/root/bin/lambdastack");
      expect(machines.on(depot, "getent hosts deb.debian.org >/dev/null && echo yes || echo no")).toBe("no");
    });

    it("sets up both machines, tests them, finds them as wanted, and gives them their sources back", () => {
      const plugins = "--plugins $(echo /root/site/plugins/*)";
      const sources = () => [depot, shop].map((machine) => packageSources(machines, machine));
      const before = sources();

      onDepot(
        `lambdastack apply -f given.yaml ${plugins} --offline given.lsb --signers signers >apply.log 2>&1 || { tail -n 20 apply.log >&2; exit 1; }`,
      );
      onDepot(`lambdastack test -b build/given ${plugins} >test.log 2>&1 || { tail -n 20 test.log >&2; exit 1; }`);
      onDepot(
        `lambdastack plan -b build/given ${plugins} --detailed-exitcode >plan.log 2>&1 || { tail -n 20 plan.log >&2; exit 1; }`,
      );
      const pointed = machines.on(shop, "cat /etc/apt/apt.conf.d/00lambdastack | wc -l");
      onDepot(`repo teardown -b build/given ${plugins} >teardown.log 2>&1 || { tail -n 20 teardown.log >&2; exit 1; }`);

      expect(Number(pointed)).toBeGreaterThan(0);
      expect(machines.on(shop, "systemctl is-active nginx")).toBe("active");
      expect(sources()).toEqual(before);
    });

    /** Over the computer's own ssh, as a person would. */
    function carry(from: string, to: string): void {
      const key = join(machines.build, "keys/id_ed25519");
      const known = join(machines.build, "keys/known_hosts");
      const ssh = `ssh -o UserKnownHostsFile=${known} -o IdentitiesOnly=yes -o BatchMode=yes -i ${key}`;
      const login = `operations@${machines.addresses()[depot]}`;
      execFileSync("sh", ["-c", `${ssh} ${login} 'sudo sh -c "cat >${to}"' <"$0"`, from], { cwd: machines.folder });
    }
  },
);
