import { packageManagers } from "@lambdastack/core";

const python = { name: "python3" };

/** Installs Python on a machine of whatever family. */
export const pythonScript = `if command -v apt-get >/dev/null; then
( ${packageManagers.debian.install(python)} )
else
( ${packageManagers.rhel.install(python)} )
fi`;
