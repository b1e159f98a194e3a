set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
url='http://10.0.0.1:8080/a?b=c'
wanted='200'
contains='it'\''s'
CHECK_HEADERS='Host: 10.0.0.1:8080
Connection: close'
curl_config='url = "http://10.0.0.1:8080/a?b=c"
header = "Host: 10.0.0.1:8080"
header = "Connection: close"
max-time = "10"
max-filesize = "1048576"'
CHECK_ADDRESS='10.0.0.1'
CHECK_PORT='8080'
CHECK_TARGET='/a?b=c'
attempt() {
  export CHECK_HEADERS CHECK_ADDRESS CHECK_PORT CHECK_TARGET LC_ALL=C
  if command -v curl >/dev/null; then
    answer=$(printf '%s\n' "$curl_config" | curl --silent --show-error --globoff --noproxy '*' --include --http1.1 --config - 2>&1 | tr -d '\000') || :
  elif [ "${url#https:}" != "$url" ]; then
    fail "$url: curl is missing on this machine, and https needs it"
  else
    answer=$(perl -e 'use strict; use warnings;
my %to = (PeerAddr => $ENV{CHECK_ADDRESS}, PeerPort => $ENV{CHECK_PORT}, Timeout => 5);
my $socket = eval { require IO::Socket::IP; IO::Socket::IP->new(%to) };
if (!$socket && !eval { require IO::Socket::IP; 1 }) { require IO::Socket::INET; $socket = IO::Socket::INET->new(%to); }
$socket or do { print "no connection to $ENV{CHECK_ADDRESS} port $ENV{CHECK_PORT}: $!"; exit 1 };

local $SIG{ALRM} = sub { print "no complete answer within 10 s"; exit 1 }; alarm 10;
my $fields = join "", map { "$_\r\n" } split /\n/, $ENV{CHECK_HEADERS} // "";
print $socket "GET $ENV{CHECK_TARGET} HTTP/1.0\r\n$fields\r\n"; $socket->flush;
my $answer = ""; while (length $answer < 1048576 && read $socket, my $part, 65536) { $answer .= $part }
print $answer; exit 0' 2>&1 | tr -d '\000') || :
  fi
  case $answer in HTTP/*) ;; *) reason="$url: $(printf '%s\n' "$answer" | head -n 2)"; return 1 ;; esac
  status=${answer#* }
  status=${status%"${status#???}"}
  [ "$status" = "$wanted" ] || { reason="$url answered with status $status instead of $wanted"; return 1; }
  blank=$(printf '\r\n\r\n.')
  case ${answer#*"${blank%.}"} in *"$contains"*) ;; *) reason="$url answered, but its body does not contain the wanted text"; return 1 ;; esac
}
reason=
end=$(($(date +%s) + 5))
until attempt; do
  [ "$(date +%s)" -lt "$end" ] || fail "$reason"
  sleep 0.5
done
