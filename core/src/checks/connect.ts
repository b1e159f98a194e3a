/**
 * What minimal systems have for talking TCP is perl (perl-base is essential in Debian, required by RHEL's own tools).
 * Both programs take everything from the environment and answer on standard output; status 0 means an answer came.
 */
const SOCKET = `use strict; use warnings;
my %to = (PeerAddr => $ENV{CHECK_ADDRESS}, PeerPort => $ENV{CHECK_PORT}, Timeout => 5);
my $socket = eval { require IO::Socket::IP; IO::Socket::IP->new(%to) };
if (!$socket && !eval { require IO::Socket::IP; 1 }) { require IO::Socket::INET; $socket = IO::Socket::INET->new(%to); }
$socket or do { print "no connection to $ENV{CHECK_ADDRESS} port $ENV{CHECK_PORT}: $!"; exit 1 };
`;

/** Connects and closes. */
export const CONNECT = `perl -e '${SOCKET}'`;

/** One HTTP/1.0 request; prints the whole answer. */
export const HTTP_GET = `perl -e '${SOCKET}
local $SIG{ALRM} = sub { print "no complete answer within 10 s"; exit 1 }; alarm 10;
my $fields = join "", map { "$_\\r\\n" } split /\\n/, $ENV{CHECK_HEADERS} // "";
print $socket "GET $ENV{CHECK_TARGET} HTTP/1.0\\r\\n$fields\\r\\n"; $socket->flush;
my $answer = ""; while (length $answer < 1048576 && read $socket, my $part, 65536) { $answer .= $part }
print $answer; exit 0'`;
