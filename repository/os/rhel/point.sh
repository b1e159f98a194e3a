# dnf has no drop-ins: one line of dnf.conf names our folder of repositories instead of the machine's own, which stay as they are.
prepare() {
  line=/etc/dnf/dnf.conf
  printf '%s\n' "$line" >line
  rpm --import key.asc 2>/dev/null || :
  grep -q '^reposdir=.*lambdastack' "$line" ||
    sed -i --follow-symlinks -e 's/^reposdir/# lambdastack: reposdir/' -e '/^\[main\]/a reposdir=/var/lib/lambdastack/repository/yum.repos.d' "$line"
}
try() {
  said=$(dnf -q makecache 2>&1) || fail "dnf makecache from the repository failed:
$(printf '%s\n' "$said" | tail -n 15)"
}
