using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Ssh;

public sealed class SshKeysTests
{
    private string _home = "";

    [SetUp]
    public void Begin() => _home = Directory.CreateTempSubdirectory("agsekit-keys-").FullName;

    [TearDown]
    public void End() => Directory.Delete(_home, recursive: true);

    [Test]
    public async Task The_installs_key_is_made_once_and_only_its_owner_can_read_it()
    {
        SshKeys keys = Keys();
        string[] lines = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Keys().EnsureIdentityAsync(default)));
        Assert.That(lines.Distinct().Count(), Is.EqualTo(1));
        Assert.That(lines[0], Does.StartWith("ssh-ed25519 "));
        Assert.That(File.GetUnixFileMode(keys.IdentityFile), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task A_key_of_which_one_half_is_lost_is_made_anew()
    {
        SshKeys keys = Keys();
        string first = await keys.EnsureIdentityAsync(default);
        File.Delete(keys.IdentityFile);
        Assert.That(await keys.EnsureIdentityAsync(default), Is.Not.EqualTo(first));
        Assert.That(File.Exists(keys.IdentityFile));
    }

    private SshKeys Keys() => new(KitPaths.From(name => name == "AGSEKIT_HOME" ? _home : null, 0), new CommandRunner(TimeProvider.System));
}
