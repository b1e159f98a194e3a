/**
 * Stays with one machine. Arguments: the lock file, the control groups one a line, then systemd-nspawn's own.
 * Two of them never run one machine: the second finds the lock held and leaves. Status 133 is how systemd-nspawn
 * says, under --keep-unit, that the machine asked for a reboot.
 */
export const supervisorScript = `
lock=$1 groups=$2
shift 2
exec 9>"$lock"
flock --nonblock 9 || exit 0
IFS='
'
for group in $groups; do echo $$ >"$group/cgroup.procs" || exit 1; done
unset IFS
nspawn=
trap 'test -z "$nspawn" || kill -TERM "$nspawn"' TERM
status=133
while test "$status" -eq 133; do
  systemd-nspawn "$@" 9>&- &
  nspawn=$!
  wait "$nspawn"
  status=$?
  while kill -0 "$nspawn" 2>/dev/null; do
    wait "$nspawn"
    status=$?
  done
done
exit "$status"
`;
