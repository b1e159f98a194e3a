import { account, described, environment, script } from "../resources/schema.ts";

/** It is the name of a file in a backup. */
export const fileWord = { type: "string", pattern: "^[a-z0-9][a-z0-9._-]{0,99}$" };

export const sentence = { type: "string", pattern: "^[^\\u0000-\\u001f\\u007f]{1,200}$" };

/** Fields of every kind of step, but its name. */
export const stepFields = {
  environment: described('Values for the scripts, which use them as "$NAME".', environment),
  unless: described("Script that only reads; when it succeeds there is nothing to do on this machine.", script),
  user: described("User that runs the scripts; root when missing.", account),
  timeLimit: described("Seconds that it may take; 4 hours when missing.", {
    type: "integer",
    minimum: 1,
    maximum: 604_800,
  }),
};
