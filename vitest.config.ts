import { defineConfig } from "vitest/config";

const resolve = { conditions: ["source"] };
const ssr = { resolve: { conditions: ["source"] } };

/** Whole-program tests that make no machine, mount or network of this computer: they can run beside those that do. */
const programs = [
  "tests/scenarios/terraform/**/*.test.ts",
  "tests/scenarios/repository/{debian,download,images,prepare,rhel,sources}.test.ts",
];
const whole = { fileParallelism: false, testTimeout: 600_000, hookTimeout: 600_000 };

/**
 * `unit`: beside the sources, no root, no machine. `machines`: whole-program tests on real machines. `programs`: whole-program
 * tests without any.
 */
export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: "unit",
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
          exclude: [...programs, "**/node_modules/**"],
          ...whole,
        },
      },
      { resolve, ssr, test: { name: "programs", include: programs, ...whole } },
    ],
  },
});
