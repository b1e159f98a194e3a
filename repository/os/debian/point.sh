# Nothing of the machine's own apt is moved: its lists and cache stay untouched beside ours.
prepare() {
  mkdir -p empty.d lists/partial cache/archives/partial
  chown _apt lists/partial cache/archives/partial 2>/dev/null || :
  chmod 0700 lists/partial cache/archives/partial
}
try() {
  said=$(apt-get update -q -o DPkg::Lock::Timeout=600 2>&1) || fail "apt-get update from the repository failed:
$(printf '%s\n' "$said" | tail -n 15)"
  : >/var/lib/lambdastack/apt-updated
}
