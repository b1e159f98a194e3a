import { defineConfig } from "vitest/config";

const resolve = { conditions: ["source"] };
const ssr = { resolve: { conditions: ["source"] } };

const scenarios = (...names: string[]) => names.map((name) => `tests/scenarios/${name}.test.ts`);

/** Those that need long, of what is seen in short elsewhere. The others have to end within forty minutes on two cores. */
const long = scenarios(
  "{adopt-keys,backup-ensembles,backup-on-repository,ensembles,infra-commands,kafka,kubernetes-lifecycle}",
  "{lifecycle-faults,outside-roles}",
  "{postgresql-faults,postgresql-replication,rabbitmq-tls,recoverable,single-machine}",
  "{upgrade-ensembles,upgrade-rollback}",
  "repository/{custom,debian,kills,machine-image,machines,modes,module-images,online,serve,upgrade}",
  "terraform/{azure,external-provider,google}",
);
const left = process.env.LAMBDASTACK_TEST_LONG === undefined ? long : [];
/** They compare all that there is on this computer before and after, or look at the clock: nothing may run beside them. */
const alone = scenarios("faults", "quickstart", "local-provider", "repository/{rpm,serve}");
/** Two of three lanes that run at the same time; the first is all the others. Each makes machines with addresses of its own. */
const roles = scenarios(
  "{ansible,influences,plugin,repository}",
  "repository/{containers,custom,kills,machine-image,machines,modes,online,upgrade}",
);
const programs = scenarios(
  "terraform/**/*",
  "repository/{debian,download,images,module-images,prepare,rhel,sources}",
  "{azi-bmk,bundle,command-line,container-modules,dnf,hostile-values,kept-work,postgresql-replication}",
);
/** What is waited for comes soon on a computer of its own, and late on a busy one. */
const whole = {
  fileParallelism: false,
  testTimeout: 600_000,
  hookTimeout: 600_000,
  expect: { poll: { timeout: 180_000 } },
};

/** `unit`: beside the sources, no root, no machine. The others: whole-program tests, on real machines. */
export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: "unit",
          // a process for each file costs as much again as the tests, none of which leaves anything to the next
          isolate: false,
          testTimeout: 20_000,
          globalSetup: "tests/unit/own-temporary-folder.ts",
          include: [
            "{core,infrastructure,repository,components,lambdastack}/**/*.test.ts",
            "plugins/**/*.test.ts",
            "tests/unit/**/*.test.ts",
          ],
          exclude: ["**/node_modules/**", "**/dist/**"],
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: "machines",
          include: ["tests/scenarios/**/*.test.ts"],
          exclude: [...roles, ...programs, ...alone, ...left, "**/node_modules/**"],
          ...whole,
        },
      },
      { resolve, ssr, test: { name: "roles", include: roles, exclude: left, ...whole } },
      { resolve, ssr, test: { name: "programs", include: programs, exclude: left, ...whole } },
      { resolve, ssr, test: { name: "alone", include: alone, exclude: left, ...whole } },
    ],
  },
});
