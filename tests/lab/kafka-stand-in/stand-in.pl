# A stand-in for Kafka 3.7, for tests on machines: no line of Kafka is in it. It listens where the real broker would, keeps topics with
# their replicas on the first controller, answers the tools in the words of the real ones, and records every call.
use strict;
use warnings;
use IO::Socket::INET;

$SIG{PIPE} = 'IGNORE';
$SIG{CHLD} = 'IGNORE';
my $tool = shift @ARGV;
my $logs = $ENV{LOG_DIR} || '/var/log/kafka';
record("$tool @ARGV");
my %tools = (
  'server-start'      => \&server,
  'storage'           => \&storage,
  'topics'            => \&topics,
  'broker-api-versions' => sub { show(ask('brokers')) },
  'metadata-quorum'   => sub { show(ask('voters')) },
  'reassign-partitions' => \&reassign,
  'cluster'           => sub { show(ask("unregister " . option('--id'))) },
  'acls'              => \&acls,
  'console-producer'  => sub { my @lines = <STDIN>; chomp @lines; show(ask("produce " . option('--topic') . " @lines")) },
  'console-consumer'  => sub { show(ask("consume " . option('--topic'))) },
);
($tools{$tool} or die "the stand-in has no $tool\n")->();

sub record {
  my $path = "$logs/stand-in-calls.log";
  open(my $file, '>>', $path) or return;
  print $file "$_[0]\n";
  chmod 0666, $path; # root and the broker's user write there
}

sub option {
  my ($name) = @_;
  for my $i (0 .. $#ARGV) { return $ARGV[$i + 1] if $ARGV[$i] eq $name }
  return undef;
}

sub has { my ($name) = @_; return scalar grep { $_ eq $name } @ARGV }

sub show { print "$_[0]" }

sub slurp { open(my $file, '<', $_[0]) or return ''; local $/; return <$file> }

sub write_file { my ($path, $text) = @_; open(my $file, '>', "$path.new") or die "$path: $!\n"; print $file $text; close $file; rename("$path.new", $path) }

sub properties { return map { /^([^#=]+)=(.*)$/ ? ($1 => $2) : () } split(/\n/, slurp($_[0])) }

# --- tools: one line to a broker, its answer until it hangs up

sub ask {
  my ($line) = @_;
  for my $place (split /,/, option('--bootstrap-server') || '') {
    my $answer = request($place, $line);
    next unless defined $answer;
    die "$1\n" if $answer =~ /^error (.*)/;
    return $answer;
  }
  die "no broker answers\n";
}

sub request {
  my ($place, $line) = @_;
  my $socket = IO::Socket::INET->new(PeerAddr => $place, Timeout => 5) or return undef;
  print $socket "$line\n";
  local $/;
  my $answer = <$socket>;
  return defined $answer && $answer =~ s/^answer\n// ? $answer : undef;
}

sub storage {
  my %set = properties(option('--config'));
  my $data = $set{'log.dirs'};
  die "Log directory $data is already formatted.\n" if -e "$data/meta.properties";
  write_file("$data/meta.properties", "version=1\ncluster.id=" . option('--cluster-id') . "\nnode.id=$set{'node.id'}\n");
}

sub topics {
  my $topic = option('--topic') || '';
  return show(ask("create $topic " . option('--partitions') . ' ' . option('--replication-factor'))) if has('--create');
  return show(ask("delete $topic")) if has('--delete');
  return show(ask('list')) if has('--list');
  show(ask('describe'));
}

sub reassign {
  my $json = slurp(option('--reassignment-json-file'));
  my @moves;
  push @moves, "$1:$2:$3" while $json =~ /"topic":"([^"]+)","partition":(\d+),"replicas":\[([\d,]+)\]/g;
  show(ask((has('--execute') ? 'reassign' : 'verify') . " @moves"));
}

sub acls {
  my $topic = option('--topic');
  return show(ask("rights $topic")) if has('--list');
  my ($who) = option('--allow-principal');
  show(ask("allow $topic $who")) if defined $topic;
}

# --- the broker

my (%set, $id, $data, $own, $first, @controllers);

sub server {
  %set = properties($ARGV[0]);
  ($id, $data) = ($set{'node.id'} // $set{'broker.id'}, $set{'log.dirs'});
  die "No `meta.properties` found in $data; run kafka-storage.sh\n" if $set{'node.id'} && !-s "$data/meta.properties";
  mkdir "$data/stand-in";
  my %protocols = map { split /:/ } split /,/, $set{'listener.security.protocol.map'};
  @controllers = map { s/^\d+@//r } split /,/, $set{'controller.quorum.voters'} // '';
  my @doors;
  for my $listener (split /,/, $set{listeners}) {
    my ($name, $place) = $listener =~ m{^(\w+)://(.*)$};
    if ($protocols{$name} =~ /SSL/) { tls($place); next }
    my $door = IO::Socket::INET->new(LocalAddr => $place, Listen => 50, ReuseAddr => 1) or die "$place: $!\n";
    push @doors, $door;
    $own //= $place if $name ne 'CONTROLLER';
  }
  $first = @controllers ? $controllers[0] : $own;
  $first =~ s/:\d+$//;
  $first .= ':' . ($own =~ /:(\d+)$/)[0];
  enter() unless fork;
  for my $door (@doors[1 .. $#doors]) { serve($door) unless fork }
  serve($doors[0]);
}

# The stores that the role made are what a real client of TLS sees.
sub tls {
  my ($place) = @_;
  my $pem = "$data/stand-in.pem";
  $ENV{STORE} = $set{'ssl.keystore.password'};
  local $SIG{CHLD} = 'DEFAULT';
  system("umask 077; openssl pkcs12 -in $set{'ssl.keystore.location'} -passin env:STORE -nodes -out $pem") == 0 or die "no keystore\n";
  return if fork;
  exec 'openssl', 's_server', '-accept', $place, '-cert', $pem, '-key', $pem, '-www', '-quiet';
}

# A broker that starts tells the first controller.
sub enter {
  while (1) {
    my $answer = request($first, "enter $id $own");
    exit 0 if defined $answer && $answer !~ /^error/;
    sleep 1;
  }
}

sub serve {
  my ($door) = @_;
  while (1) {
    my $client = $door->accept or next;
    next if fork;
    my $line = <$client> // '';
    chomp $line;
    my $answer = $line eq '' ? '' : reply($line);
    print $client "answer\n$answer" if defined $answer && $line ne '';
    exit 0;
  }
}

sub reply {
  my ($line) = @_;
  return request($first, $line) if $own ne $first;
  my $running = grep { IO::Socket::INET->new(PeerAddr => $_, Timeout => 2) } @controllers;
  return "error the quorum has $running of " . @controllers . " controllers\n" if @controllers && $running * 2 <= @controllers;
  open(my $lock, '>', "$data/stand-in/lock");
  flock($lock, 2);
  my ($command, @words) = split / /, $line;
  my $act = main->can("do_$command") or return "error no $command\n";
  return $act->(@words);
}

sub table { my ($name) = @_; return map { my ($key, $value) = split /=/, $_, 2; ($key => $value) } split /\n/, slurp("$data/stand-in/$name") }

sub keep { my ($name, %table) = @_; write_file("$data/stand-in/$name", join('', map { "$_=$table{$_}\n" } sort keys %table)) }

sub alive { my %brokers = table('brokers'); return grep { IO::Socket::INET->new(PeerAddr => $brokers{$_}, Timeout => 2) } sort { $a <=> $b } keys %brokers }

sub do_enter { my ($who, $place) = @_; my %brokers = table('brokers'); $brokers{$who} = $place; keep('brokers', %brokers); return '' }

sub do_unregister {
  my ($who) = @_;
  my %brokers = table('brokers');
  return "error The broker $who still runs\n" if grep { $_ == $who } alive();
  delete $brokers{$who};
  keep('brokers', %brokers);
  return "Broker $who is no longer registered.\n";
}

sub do_brokers { my %brokers = table('brokers'); return join '', map { "$brokers{$_} (id: $_ rack: null) -> (\n)\n" } alive() }

sub do_voters { return "ClusterId: stand-in\nLeaderId: $id\nCurrentVoters:          [" . join(',', $set{'controller.quorum.voters'} =~ /(\d+)@/g) . "]\n" }

sub do_create {
  my ($topic, $partitions, $replicas) = @_;
  my %topics = table('topics');
  my @alive = alive();
  return '' if grep { /^\Q$topic\E:/ } keys %topics;
  return "error Unable to replicate the partition $replicas time(s): $#alive + 1 brokers\n" if $replicas > @alive;
  for my $partition (0 .. $partitions - 1) {
    $topics{"$topic:$partition"} = join ',', map { $alive[($partition + $_) % @alive] } 0 .. $replicas - 1;
  }
  keep('topics', %topics);
  return "Created topic $topic.\n";
}

sub do_delete { my ($topic) = @_; my %topics = table('topics'); delete @topics{grep { /^\Q$topic\E:/ } keys %topics}; keep('topics', %topics); return '' }

sub do_list { my %topics = table('topics'); my %names = map { s/:\d+$//r => 1 } keys %topics; return join '', map { "$_\n" } sort keys %names }

sub do_describe {
  my %topics = table('topics');
  my %alive = map { $_ => 1 } alive();
  return join '', map {
    my ($topic, $partition) = split /:/;
    my @in_sync = grep { $alive{$_} } split /,/, $topics{$_};
    "\tTopic: $topic\tPartition: $partition\tLeader: " . ($in_sync[0] // 'none') . "\tReplicas: $topics{$_}\tIsr: " . join(',', @in_sync) . "\n";
  } sort keys %topics;
}

sub do_reassign {
  my %topics = table('topics');
  for (@_) { my ($topic, $partition, $replicas) = split /:/; $topics{"$topic:$partition"} = $replicas }
  keep('topics', %topics);
  write_file("$data/stand-in/moving", '1');
  return "Successfully started partition reassignments\n";
}

# The first time it is still at work, as the real one would be.
sub do_verify {
  return join '', map { my ($topic, $partition) = split /:/; "Reassignment of partition $topic-$partition is still in progress.\n" } @_ if unlink "$data/stand-in/moving";
  return "Reassignment of partitions is completed.\n";
}

sub do_produce { my ($topic, @text) = @_; my %messages = table('messages'); $messages{$topic} = "@text"; keep('messages', %messages); return '' }

sub do_consume { my ($topic) = @_; my %messages = table('messages'); return ($messages{$topic} // '') . "\n" }

sub do_allow { my ($topic, $who) = @_; my %rights = table('rights'); $rights{"$topic $who"} = 1; keep('rights', %rights); return '' }

sub do_rights {
  my ($topic) = @_;
  my %rights = table('rights');
  return join '', map {
    my ($on, $who) = split / /;
    $on eq $topic ? map { "\t(principal=$who, host=*, operation=$_, permissionType=ALLOW)\n" } 'READ', 'WRITE', 'DESCRIBE' : ();
  } sort keys %rights;
}
