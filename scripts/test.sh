#!/usr/bin/env bash
# All tests, from a fresh clone: lint, types, unused code, unit tests, whole-program tests on real machines.
# `--long` runs each sweep whole instead of one seeded fault of it. Closes with `N passed, N failed`.
set -uo pipefail
cd "$(dirname "$0")/.."

docker=()
# Where installing starts services, docker's would close the forwarding that test machines need; its tests are left out then.
[[ -d /run/systemd/system ]] || docker=(docker.io)

bash scripts/prepare.sh systemd-container mmdebstrap nftables iproute2 openssh-client postgresql-client curl wget ansible-core \
  skopeo umoci docker-registry apt-utils gnupg rpm createrepo-c dnf podman runc busybox-static openssl \
  openjdk-17-jre-headless "${docker[@]}" || exit 1
if [[ ${1:-} == --long ]]; then
  export LAMBDASTACK_TEST_LONG=1
  shift
fi
exec node scripts/run-tests.mjs "$@"
