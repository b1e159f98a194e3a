set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
CHECK_ADDRESS='10.0.0.1'
CHECK_PORT='5432'
attempt() {
  export CHECK_ADDRESS CHECK_PORT
  ! reason=$(perl -e 'use strict; use warnings;
my %to = (PeerAddr => $ENV{CHECK_ADDRESS}, PeerPort => $ENV{CHECK_PORT}, Timeout => 5);
my $socket = eval { require IO::Socket::IP; IO::Socket::IP->new(%to) };
if (!$socket && !eval { require IO::Socket::IP; 1 }) { require IO::Socket::INET; $socket = IO::Socket::INET->new(%to); }
$socket or do { print "no connection to $ENV{CHECK_ADDRESS} port $ENV{CHECK_PORT}: $!"; exit 1 };
' 2>&1) || return 0
  return 1
}
reason=
end=$(($(date +%s) + 10))
until attempt; do
  [ "$(date +%s)" -lt "$end" ] || fail "$reason"
  sleep 0.5
done
