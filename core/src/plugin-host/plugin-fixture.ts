import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createHost, type Host, type HostOptions } from "./host.ts";

/** A real product with plugin directories in a temporary folder, for tests. */
export interface PluginFixture {
  root: string;
  /** Writes a file below the root and returns its absolute path. */
  write(path: string, text: string): string;
  /** Writes a minimal role; `more` is appended to its role.yml. */
  role(directory: string, name: string, more?: string): void;
  host(options?: Partial<HostOptions>): Promise<Host>;
  remove(): void;
}

export const emptyTask = "export default () => [];\n";

export function pluginFixture(): PluginFixture {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "plugins-")));
  const write = (path: string, text: string): string => {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  for (const folder of ["product/components/plugins", "product/infrastructure/providers", "home", "work"])
    mkdirSync(join(root, folder), { recursive: true });
  write("product/package.json", '{"version": "1.0.0"}');
  return {
    root,
    write,
    role: (directory, name, more = "") => {
      write(`${directory}/${name}/role.yml`, `name: ${name}\nversion: 1.0.0\ndescription: The role ${name}.\n${more}`);
      write(`${directory}/${name}/apply/index.ts`, emptyTask);
    },
    host: (options = {}) =>
      createHost({
        cwd: join(root, "work"),
        home: join(root, "home"),
        environment: {},
        product: join(root, "product"),
        ...options,
      }),
    remove: () => rmSync(root, { recursive: true }),
  };
}
