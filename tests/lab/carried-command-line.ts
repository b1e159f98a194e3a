import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Cluster } from "./cluster.ts";
import type { Ended } from "./lambdastack.ts";

/**
 * A machine without internet, reached over the computer's own ssh as a person would, that gets a bundle and the command line
 * out of it, into `/root/site` and `/root/bin`.
 */
export class CarriedCommandLine {
  readonly #cluster: Cluster;
  readonly #machine: string;

  constructor(cluster: Cluster, machine: string) {
    this.#cluster = cluster;
    this.#machine = machine;
  }

  /** Carries a file of the cluster's folder into the folder that commands run in. */
  carry(from: string, to: string): void {
    const script = `sudo sh -c 'mkdir -p -m 700 /root/site && cat >/root/site/${to}'`;
    execFileSync("sh", ["-c", `"$@" <"$0"`, from, "ssh", ...this.#login(), script], { cwd: this.#cluster.folder });
  }

  /** Exports a bundle of a downloaded folder, signed by a new key, carries it over and installs from it. */
  async install(input: string, downloaded: string): Promise<void> {
    const { folder } = this.#cluster;
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "signer")]);
    const words = ["--from", downloaded, "-o", "site.lsb", "--key", "signer", "--without", "environment"];
    const exported = await this.#cluster.run("repository", "export", "-f", input, ...words);
    if (exported.status !== 0) throw new Error(exported.stderr);
    const key = readFileSync(join(folder, "signer.pub"), "utf8");
    this.#cluster.write("signers", `carrier namespaces="lambdastack-bundle" ${key}`);
    for (const file of ["site.lsb", "signers"]) this.carry(file, file);
    const { status, stderr } = await this.run(
      `tar -xf site.lsb manifest.json manifest.json.sig tools plugins
       sh tools/install.sh --signers signers --prefix /root/lambdastack --bin /root/bin`,
    );
    if (status !== 0) throw new Error(stderr);
  }

  /** A script as root. The command line is in its path; nothing but machines of the cluster can be reached from there. */
  run(script: string): Promise<Ended> {
    const child = spawn("ssh", [...this.#login(), "sudo sh -s"]);
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.stdin.end(`set -e; export PATH=/root/bin:$PATH; cd /root/site; ${script}\n`);
    return new Promise((done, failed) => {
      child.on("error", failed);
      child.on("close", (status, signal) => done({ status, signal, stdout, stderr }));
    });
  }

  #login(): string[] {
    const keys = join(this.#cluster.build, "keys");
    const options = [`UserKnownHostsFile=${keys}/known_hosts`, "IdentitiesOnly=yes", "BatchMode=yes"];
    const address = this.#cluster.addresses()[this.#machine];
    return [...options.flatMap((option) => ["-o", option]), "-i", `${keys}/id_ed25519`, `operations@${address}`];
  }
}
