#!/bin/sh
# A module as an image has it: every command is an argument, and the state lies in /shared.
state=/shared/state.yml

# Replaces the section azc by standard input.
section() {
  touch "$state"
  awk '/^[^ ]/ { own = /^azc:/ } !own' "$state" > /tmp/state
  cat >> /tmp/state
  mv /tmp/state "$state"
}

case $1 in
  metadata)
    cat <<'END'
labels: { version: 0.2.0, name: azc, short: AZC, kind: infrastructure, provider: azure }
influences:
  - - { key: kind, operator: eq, values: [monitoring] }
END
    ;;
  lie) echo '{"labels": {"short": "INT", "kind": "infrastructure", "version": "2.0.0"}}' ;;
  noop) ;;
  init)
    echo 'size: 2' > /shared/azc-config.yml
    printf 'azc:\n  status: initialized\n' | section
    ;;
  plan) echo "azc would have $(awk '/^size/ { print $2 }' /shared/azc-config.yml) machines" ;;
  apply)
    printf 'azc:\n  status: applied\n  size: 2\n  nodes:\n    - privateIP: 10.0.0.0\n      usedBy: unused\n    - privateIP: 10.0.0.1\n      usedBy: unused\n' | section
    echo 'applied' >&2
    ;;
  audit) awk '/10\.0\.0\.100/ { print "an address was changed by hand"; drift = 2 } END { exit drift }' "$state" ;;
  tell)
    shift
    echo "$PLAIN/$NUMBER/$TOKEN"
    for word in "$@"; do echo "argument $word"; done
    pwd
    ;;
  count)
    echo x >> /kept/runs
    awk 'END { print NR " runs" }' /kept/runs
    ;;
  fail)
    printf 'azc:\n  status: failed\n' | section
    exit 7
    ;;
  slow)
    trap 'echo stopping; exit 0' TERM
    echo started
    while :; do sleep 1; done
    ;;
  link) ln -sf /etc/hostname "$state" ;;
  garbage) printf '{ no: [yaml' > "$state" ;;
  forge)
    awk '{ sub(/^lineage: .*/, "lineage: forged") } 1' "$state" > /tmp/state
    mv /tmp/state "$state"
    ;;
  meddle)
    awk '{ sub(/privateIP: 10\.0\.0\.1$/, "privateIP: 10.9.9.9") } 1' "$state" > /tmp/state
    printf 'int:\n  status: applied\n' >> /tmp/state
    mv /tmp/state "$state"
    ;;
  claim)
    awk '{ sub(/usedBy: unused/, "usedBy: wri") } 1' "$state" > /tmp/state
    printf 'wri:\n  status: applied\n' >> /tmp/state
    mv /tmp/state "$state"
    ;;
  *)
    echo "unknown command $1" >&2
    exit 64
    ;;
esac
