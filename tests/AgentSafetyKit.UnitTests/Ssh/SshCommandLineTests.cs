using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.UnitTests.Ssh;

public sealed class SshCommandLineTests
{
    private const string Golden =
        "ssh -F none -o IdentityFile=\"/keys/100%%/id\" -o IdentitiesOnly=yes -o IdentityAgent=none -o PreferredAuthentications=publickey -o BatchMode=yes"
        + " -o StrictHostKeyChecking=yes -o UserKnownHostsFile=\"/vms/a b/known_hosts\" -o GlobalKnownHostsFile=/dev/null -o HostKeyAlias=agsekit-vm -o HostKeyAlgorithms=ssh-ed25519"
        + " -o CheckHostIP=no -o UpdateHostKeys=no -o ForwardAgent=no -o ForwardX11=no -o PermitLocalCommand=no -o ConnectTimeout=10 -o ServerAliveInterval=5 -o ServerAliveCountMax=3"
        + " -o LogLevel=ERROR -o ControlPath=\"/run/vm/ssh\" ";

    private static readonly SshTarget Target =
        new("vm", "127.0.0.1", 2022, "ubuntu", "agsekit-vm", "/vms/a b/known_hosts", "/keys/100%/id", "/run/vm/ssh");

    [Test]
    public void Every_command_reads_no_configuration_and_insists_on_the_guests_key()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Line(SshCommandLine.Run(Target, ["true"])), Is.EqualTo(Golden + "-T -p 2022 -l ubuntu -- 127.0.0.1 true"));
            Assert.That(
                Line(SshCommandLine.Master(Target, "/log")), Is.EqualTo(Golden + "-M -N -f -E /log -o ControlPersist=60 -p 2022 -l ubuntu -- 127.0.0.1"));
            Assert.That(Line(SshCommandLine.Check(Target)), Is.EqualTo(Golden + "-O check -p 2022 -l ubuntu -- 127.0.0.1"));
            Assert.That(Line(SshCommandLine.Close(Target)), Is.EqualTo(Golden + "-O exit -p 2022 -l ubuntu -- 127.0.0.1"));
            Assert.That(Line(SshCommandLine.Interactive(Target, [], terminal: true)), Is.EqualTo(Golden + "-tt -p 2022 -l ubuntu -- 127.0.0.1"));
        });
    }

    [Test]
    public void Words_for_the_guests_shell_are_one_quoted_argument()
    {
        CommandSpec command = SshCommandLine.Run(Target, ["echo", "$(id)", "it's", "-o", ""]);
        Assert.That(command.Arguments[^1], Is.EqualTo(@"echo '$(id)' 'it'\''s' -o ''"));
    }

    private static string Line(CommandSpec command) => string.Join(' ', command.Arguments.Prepend(command.Program));

    [Test]
    public void A_path_that_ssh_would_read_as_something_else_is_refused() =>
        Assert.That(() => SshCommandLine.Check(Target with { ControlPath = "/run/\"x" }), Throws.ArgumentException);
}
