#!/usr/bin/perl
# The daemon behind multipass.pl. It has one VM, "box": this very machine, entered as the user ubuntu, with a real sshd and a real sudo. As root; $1.. are its sockets.
use strict;
use warnings;
use IO::Select;
use IO::Socket::UNIX;

my %answers = (
    'version' => '{ "multipass": "1.16.3", "multipassd": "1.16.3" }',
    'list' => '{ "list": [ { "ipv4": [ ], "name": "box", "release": "Ubuntu 24.04 LTS", "state": "Running" } ] }',
    'info' => '{ "errors": [ ], "info": { "box": { "cpu_count": "2", "disks": { "sda1": { "total": "8000000000", "used": "2000000000" } }, "image_hash": "", "image_release": "24.04 LTS",'
        . ' "ipv4": [ "10.0.2.15" ], "load": [ 0.1, 0.1, 0.1 ], "memory": { "total": 2000000000, "used": 200000000 }, "mounts": { }, "release": "Ubuntu 24.04 LTS", "snapshot_count": "0", "state": "Running" } } }',
    'local.box.cpus' => '2', 'local.box.memory' => '2.0GiB', 'local.box.disk' => '8.0GiB',
);

sub answer {
    my ($verb, @words) = @_;
    return (0, "$answers{$words[0]}\n", '') if $verb eq 'get' && exists $answers{$words[0]};
    return run(@words) if $verb eq 'exec' && $words[0] eq 'box';
    return (0, '', '') if $verb eq 'start' || $verb eq 'authenticate';
    return (0, "$answers{$verb}\n", '') if exists $answers{$verb};
    return (2, '', "$verb failed: the stand-in does not know this\n");
}

sub run {
    my @words = @_;
    shift @words while @words && $words[0] ne '--';
    shift @words;
    my ($code, $output, $errors);
    pipe(my $out, my $out_end) && pipe(my $err, my $err_end) or die;
    my $child = fork() // die;
    if ($child == 0) {
        open(STDIN, '<', '/dev/null') && open(STDOUT, '>&', $out_end) && open(STDERR, '>&', $err_end) or die;
        chdir '/home/ubuntu';
        exec 'runuser', '-u', 'ubuntu', '--', @words or exit 127;
    }
    close $out_end;
    close $err_end;
    local $/;
    $output = <$out> // '';
    $errors = <$err> // '';
    waitpid $child, 0;
    return ($? >> 8, $output, $errors);
}

umask 0;
my $sockets = IO::Select->new(map { unlink $_; IO::Socket::UNIX->new(Type => SOCK_STREAM, Local => $_, Listen => 20) // die "$_: $!" } @ARGV);
while (my @ready = $sockets->can_read) {
    for my $socket (@ready) {
        my $client = $socket->accept or next;
        my $asked = do { local $/; <$client> } // '';
        my @words = unpack('N/(N/a*)', $asked);
        my ($code, $output, $errors) = answer(@words);
        print $client pack('N N/a* N/a*', $code, $output, $errors);
        close $client;
    }
}
