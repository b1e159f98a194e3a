#!/usr/bin/env bash
# One command from a fresh clone to a running cluster: `npm run quickstart`; `npm run quickstart -- --destroy` removes it.
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ $(id -u) != 0 ]]; then
  echo "quickstart: creating machines needs root; run: sudo npm run quickstart" >&2
  exit 1
fi

bash scripts/prepare.sh systemd-container mmdebstrap nftables iproute2 openssh-client
lambdastack=(node lambdastack/dist/cli.cjs --plugins plugins -b build/quickstart)

if [[ ${1:-} == --destroy ]]; then
  exec "${lambdastack[@]}" destroy --auto-approve
fi

"${lambdastack[@]}" apply -f examples/quickstart.yaml --auto-approve "$@"
"${lambdastack[@]}" test
cat <<TEXT

The cluster runs. Open
  http://$(node scripts/address-of.mjs load_balancer)/                 the two web machines, in turn
  http://$(node scripts/address-of.mjs monitoring):9090/targets        Prometheus and what it watches
  psql -h $(node scripts/address-of.mjs postgresql) -U lambdastack postgres   with the password printed by
  npx lambdastack -b build/quickstart secret get postgresql-admin-password

Change examples/quickstart.yaml and run it again, or look first:
  npx lambdastack --plugins plugins -b build/quickstart plan -f examples/quickstart.yaml
Remove it:
  npm run quickstart -- --destroy
TEXT
