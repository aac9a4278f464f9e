#!/usr/bin/perl
# A client of Multipass as the real one is for its caller: it asks a daemon over a socket, and prints what that says. Its daemon is multipassd.pl.
use strict;
use warnings;
use IO::Socket::UNIX;

my $path = ($ENV{MULTIPASS_SERVER_ADDRESS} // '') =~ /^unix:(.+)/ ? $1 : ($ENV{SNAP_COMMON} // '/var/snap/multipass/common') . '/multipass_socket';
my $socket = IO::Socket::UNIX->new(Type => SOCK_STREAM, Peer => $path);
my $verb = $ARGV[0] // '';
if (!$socket) {
    my $why = $!{EACCES} ? 'multipass socket access denied' : 'cannot connect to the multipass socket';
    if ($verb eq 'version') {
        print "{\n    \"multipass\": \"1.16.3\"\n}\n";
        exit 0;
    }
    print STDERR "$verb failed: $why\n";
    exit 2;
}

# Each word as its length and its bytes; the answer is the same: exit code, output, errors.
print $socket pack('N', scalar @ARGV), map { pack('N/a*', $_) } @ARGV;
$socket->flush;
$socket->shutdown(1);
local $/;
my ($code, $output, $errors) = unpack('N N/a* N/a*', <$socket> // '');
print $output;
print STDERR $errors;
exit $code;
