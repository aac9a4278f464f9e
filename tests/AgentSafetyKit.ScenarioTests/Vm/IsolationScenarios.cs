using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>An agent that tries to get out of its VM and its folder, as root in the guest.</summary>
internal sealed class IsolationScenarios : MachineScenario
{
    /// <summary>For <c>python3 -c</c> in the guest: tries to reach each ADDRESS PORT of its arguments and says which answered.</summary>
    private const string Knock = """
        import socket, sys
        words = sys.argv[1:]
        for host, port in zip(words[::2], words[1::2]):
            s = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
            s.settimeout(2)
            try:
                s.connect((host, int(port)))
                s.sendall(b"hello\n")
                print("REACHED", host, port, s.recv(100))
            except OSError:
                pass
            s.close()
        print("tried", len(words) // 2)
        """;

    [Test]
    public async Task No_service_of_the_host_is_reached()
    {
        string[] own = [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(device => device.GetIPProperties().UnicastAddresses)
            .Where(unicast => unicast.Address is { AddressFamily: AddressFamily.InterNetwork } address && !IPAddress.IsLoopback(address)).Select(unicast => unicast.Address.ToString())];
        Assume.That(own, Is.Not.Empty);
        await using var services = new HostServices([IPAddress.Loopback, IPAddress.IPv6Loopback, IPAddress.Any, .. own.Select(IPAddress.Parse)]);
        Assert.That(await services.AnswersAsync(), Is.True, "the test's own services are there");

        string[] routes = Guest("ip -4 route show default | awk '{print $3}'; awk '/^nameserver/{print $2}' /etc/resolv.conf").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] addresses = ["127.0.0.1", "::1", "10.0.2.2", "10.0.2.3", "169.254.53.53", "169.254.169.254", "0.0.0.0", "::ffff:127.0.0.1", .. routes, .. own];
        string[] targets = [.. addresses.Distinct().SelectMany(address => services.Ports.SelectMany(port => new[] { address, port }))];
        CommandResult knocked = Kit.Run(["exec", Machine, "--", "sudo", "python3", "-c", Knock, .. targets]);
        Assert.That((knocked.ExitCode, knocked.OutputText), Is.EqualTo((0, $"tried {targets.Length / 2}\n")));
        Assert.That(services.Visitors, Is.Zero);
    }

    [Test]
    public void Nothing_outside_the_folder_is_read_or_written()
    {
        string secret = Path.Combine(Root, "secret"), canary = $"canary-{Guid.NewGuid():N}";
        File.WriteAllText(secret, canary);
        Directory.CreateDirectory(Path.Combine(Project, "sub"));
        Shell("ln -s \"$1\" absolute && ln -s ../secret relative && ln -s .. up && ln -s /proc/self/root root && ln -s \"$2\" home && ln -s /proc/1/root/etc/hostname proc", secret, Home);

        // The guest follows links in its own tree: what they lead to is the guest's, not the host's.
        CommandResult run = RunAgent(
            """
            for path in absolute relative up/secret root/$1 sub/../../secret "$1" proc; do
                cat -- "$path"; sudo cat -- "$path"; sudo sh -c 'echo owned > "$1"' sh "$path"
            done 2> /dev/null
            cat /home/ubuntu/project/../secret home/config.yaml 2> /dev/null
            python3 - "$PWD" << 'END'
            import os, sys
            here = os.open(sys.argv[1], os.O_RDONLY)
            for path in ("../secret", "./../secret", "sub/../../secret", "../../../../etc/hostname"):
                try:
                    print(os.read(os.open(path, os.O_RDONLY, dir_fd=here), 1000))
                except OSError:
                    pass
            os.rename("sub", "moved"); os.symlink("..", "sub")
            for path in ("sub/secret", "sub/new"):
                try:
                    os.open(path, os.O_RDWR | os.O_CREAT, dir_fd=here)
                except OSError:
                    pass
            END
            ln relative hard 2> /dev/null; ls -la "$1" 2> /dev/null; echo done
            """, secret);
        Assert.That(run.OutputText, Does.EndWith("done\n").And.Not.Contain(canary));
        Assert.That(Directory.EnumerateFileSystemEntries(Root).Select(Path.GetFileName), Is.EquivalentTo(new[] { "backups-project", "project", "secret" }));
        Assert.That(File.ReadAllText(secret), Is.EqualTo(canary));
        Guest("sudo rm -rf -- \"$1\"", Root);
    }
}
