# Asks for every file and every image of a release before it is served. Before it stand: root, base, id, port, sizes (lines of path
# and bytes), manifests (lines of name and digest).
set -eu
LC_ALL=C
export LC_ALL
fail() { printf '%s\n' "$*" >&2; exit 1; }
cat_http() {
  perl -MIO::Socket::INET -e '
    my ($host, $port, $prefix) = @ARGV; my $socket; my $bad = 0;
    while (my $line = <STDIN>) {
      chomp $line; my ($path, $size, $digest) = split / /, $line;
      $socket ||= IO::Socket::INET->new(PeerAddr => $host, PeerPort => $port, Timeout => 20) or die "$host:$port: $!\n";
      (my $url = "$prefix$path") =~ s/([^A-Za-z0-9._~:\/+-])/sprintf("%%%02X", ord $1)/ge;
      print $socket "HEAD $url HTTP/1.1\r\nHost: $host:$port\r\nAccept: */*, application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json\r\n\r\n";
      my $status = <$socket> // ""; my ($length, $is, $close) = (-1, "", 0);
      while (defined(my $head = <$socket>)) {
        last if $head =~ /^\r?\n$/;
        $length = $1 if $head =~ /^content-length:\s*(\d+)/i; $is = $1 if $head =~ /^docker-content-digest:\s*(\S+)/i;
        $close = 1 if $head =~ /^connection:\s*close/i;
      }
      undef $socket if $close;
      next if $status =~ / 200 / and $length == $size and (!$digest or $is eq $digest);
      $status =~ s/\s+$//; print "$path: $status, $length bytes\n"; last if ++$bad == 10;
    }
    exit($bad ? 1 : 0)' "$@"
}
authority=${base#http://}
host=${authority%%:*}
from=80
case $authority in *:*) from=${authority##*:} ;; esac
said=$(printf '%s' "$sizes" | cat_http "$host" "$from" "/r/$id.tmp/") || fail "the release is not served as it was made:
$said"
[ -z "$manifests" ] || {
  settings=$(mktemp)
  printf 'version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: %s}, maintenance: {readonly: {enabled: true}}}\nhttp: {addr: "127.0.0.1:%s"}\n' \
    "$root/releases/$id.tmp/registry" "$port" >"$settings"
  docker-registry serve "$settings" >/dev/null 2>&1 &
  registry=$!
  tries=0
  until perl -MIO::Socket::INET -e 'exit(IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $ARGV[0]) ? 0 : 1)' "$port"; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || { kill "$registry"; fail 'the image registry does not start'; }
    sleep 0.1
  done
  said=$(printf '%s' "$manifests" | cat_http 127.0.0.1 "$port" /v2/) || { kill "$registry"; fail "images are not served as they were made:
$said"; }
  kill "$registry"
  rm -f "$settings"
}
