#!/usr/bin/env bash
# Brings a fresh machine (Debian 12, Node 20, npm, apt) to where the product builds: npm and Debian packages that are
# missing. Arguments: Debian packages wanted. Without root it says what is missing and goes on.
set -euo pipefail
cd "$(dirname "$0")/.."

install_npm_packages() {
  local stamp=node_modules/.package-lock.json
  if [[ ! -f $stamp || package-lock.json -nt $stamp ]]; then
    # Not `npm ci`: it refuses a lock file that lacks packages of platforms which the registry at hand does not carry.
    npm install --no-save --no-audit --no-fund --loglevel=error
    touch "$stamp"
  fi
}

missing_debian_packages() {
  local package
  for package in "$@"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || printf '%s ' "$package"
  done
}

install_debian_packages() {
  local missing
  missing=$(missing_debian_packages "$@")
  [[ -n $missing ]] || return 0
  if [[ $(id -u) != 0 ]]; then
    printf 'missing Debian packages, and not root to install them: apt-get install %s\n' "$missing" >&2
    return 0
  fi
  apt-get update -qq
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

install_npm_packages &
npm_packages=$!
install_debian_packages "$@"
wait "$npm_packages"
npm run --silent build
