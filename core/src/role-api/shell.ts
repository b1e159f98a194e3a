import { CONNECT } from "../checks/connect.ts";

/** Function for scripts of roles: `connects ADDRESS PORT` succeeds where a TCP connection is accepted within 5 seconds. */
export const connects = `connects() { CHECK_ADDRESS=$1 CHECK_PORT=$2 ${CONNECT} >/dev/null 2>&1; }
`;

/**
 * Function for scripts of ensembles, behind `connects`: `most_run "ADDRESS:PORT …"` succeeds where more than half of the
 * members run, this machine, which counts, and those at the places. A new ensemble answers only from then on. Leaves the
 * numbers in `$running` and `$all`.
 */
export const mostRun = `most_run() {
  running=1 all=1
  for place in $1; do
    all=$((all + 1))
    ! connects "\${place%:*}" "\${place##*:}" || running=$((running + 1))
  done
  [ $((running * 2)) -gt "$all" ]
}
`;
