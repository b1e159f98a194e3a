/** Where Debian's packages put the one cluster (`main`) of a major version. */
export function layout(version: string) {
  const configuration = `/etc/postgresql/${version}/main`;
  return {
    service: `postgresql@${version}-main`,
    programs: `/usr/lib/postgresql/${version}/bin`,
    data: `/var/lib/postgresql/${version}/main`,
    parameters: `${configuration}/conf.d/lambdastack.conf`,
    access: `${configuration}/pg_hba.conf`,
  };
}
