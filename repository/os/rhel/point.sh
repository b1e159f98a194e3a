# dnf has no drop-ins: one line of dnf.conf names our folder of repositories instead of the machine's own, which stay as they are.
prepare() {
  line=/etc/dnf/dnf.conf
  printf '%s\n' "$line" >line
  rpm --import key.asc 2>/dev/null || :
  grep -q '^reposdir=.*lambdastack' "$line" && return
  # never half a file, and a leftover of this name goes with the next try
  file=$(readlink -f "$line")
  cp -p "$file" "$file.lambdastack"
  sed -e 's/^reposdir/# lambdastack: reposdir/' \
    -e '/^\[main\]/a reposdir=/var/lib/lambdastack/repository/yum.repos.d' "$file" >"$file.lambdastack"
  mv -fT "$file.lambdastack" "$file"
}
try() {
  said=$(dnf -q makecache 2>&1) || fail "dnf makecache from the repository failed:
$(printf '%s\n' "$said" | tail -n 15)"
}
