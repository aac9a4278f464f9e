using AgentSafetyKit.Boxes;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Commands;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Daemon.Access;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Machines.Images;
using AgentSafetyKit.Machines.Qemu;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Cli;

/// <summary>What a shell is told may come next.</summary>
public sealed class SuggestionsTests
{
    [TestCase("agsekit conf", "config config-example config-gen")]
    [TestCase("  agsekit completion ", "bash fish zsh", false)]
    [TestCase("agsekit --json stat", "status")]
    [TestCase("agsekit --quiet stat", "status")]
    [TestCase("agsekit --config x.yaml stat", "status")]
    [TestCase("agsekit backup --json rest", "restore")]
    [TestCase("agsekit addmount --backup-clean-method t", "tail thin")]
    [TestCase("agsekit addmount --backup-clean-method=th", "--backup-clean-method=thin")]
    [TestCase("agsekit backup-clean . 3 t", "tail thin")]
    [TestCase("agsekit session create --network=", "--network=filtered --network=none --network=open")]
    [TestCase("agsekit box --image=d", "--image=default")]
    [TestCase("agsekit nothing --there=x", "")]
    [TestCase("agsekit run claude --", "")]
    [TestCase("agsekit run claude --detach", "")]
    [TestCase("agsekit run --deta", "--detach")]
    [TestCase("agsekit run --detach --deta", "")]
    [TestCase("agsekit --non", "--non-interactive")]
    [TestCase("agsekit start-vm --jso", "")]
    [TestCase("agsekit run -- --deta", "")]
    [TestCase("agsekit run claude; agsekit complet", "completion")]
    [TestCase("agsekit vms | agsekit complet", "completion")]
    [TestCase("agsekit vms 2>&1 | A=1 sudo /usr/bin/agsekit complet", "completion")]
    [TestCase("x=$(agsekit complet", "completion")]
    [TestCase("agsekit cp 'a; b' complet", "")]
    [TestCase("ask complet", "completion")]
    [TestCase("agsek", "")]
    [TestCase("", "")]
    public void What_fits_is_offered(string line, string expected, bool exactly = true)
    {
        string[] offered = [.. Suggestions.For(AllCommands.Root(), line)], wanted = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (exactly)
            Assert.That(offered, Is.EqualTo(wanted));
        else
            Assert.That(wanted.Any(word => offered.Contains(word)), string.Join(' ', offered));
    }

    [Test]
    public void Every_command_can_be_asked_at_every_place()
    {
        KitCommand root = AllCommands.Root();
        foreach (KitCommand command in Under(root))
        {
            foreach (string end in new[] { " ", " --", " x ", " --x=", " -- ", " --vm=a", " --config=a", " --config " })
                Assert.That(() => Suggestions.For(root, command.FullName + end).Count(), Throws.Nothing, command.FullName + end);
        }
    }

    [Test]
    public async Task Names_are_those_there_are_now()
    {
        string home = Directory.CreateTempSubdirectory("agsekit-test-").FullName;
        try
        {
            var kit = new KitServices(KitPaths.From(name => name == "AGSEKIT_HOME" ? home : null, 0), TimeProvider.System);
            Assert.That(LiveNames.Boxes(kit).Concat(LiveNames.Sessions(kit)).Concat(LiveNames.Tokens(kit)).Concat(LiveNames.Runs(kit)).Concat(LiveNames.Images(kit)).Concat(LiveNames.MachineSnapshots(kit)), Is.Empty);
            new BoxNames(kit.Paths).Note("vm", "box-one", null);
            string session = new('a', SandboxStore.IdLength);
            new SandboxStore(kit.Paths).Save(new SandboxSession(session, "vm", new string('b', 64), "", default, null, "default", 1, 1, 1, default, null));
            await new ApiTokenStore(kit.Paths).AddAsync("laptop", null, DateTimeOffset.UnixEpoch, default);
            kit.Runs.Save(new RunRecord { Id = "r1", Name = "night", IsDetached = true, Agent = "a", Machine = "vm", Folder = "/p", StartedAt = default });
            Directory.CreateDirectory(Path.Combine(kit.Paths.ImagesFolder, "debian-1"));
            var machine = new MachineFolder(kit.Paths, "vm");
            Directory.CreateDirectory(machine.Path);
            machine.Write(new MachineRecord
            {
                Name = "vm", Processors = 1, MemoryBytes = 1, DiskBytes = 1, Image = "i", Network = NetworkPolicy.None, Created = default, Mac = "m",
                Boot = new BootImage("/base", "raw", null, null, Seeded: true), Snapshots = [new SnapshotSize("before", 1, 1, 1)],
            });
            Assert.Multiple(() =>
            {
                Assert.That(LiveNames.Boxes(kit), Is.EqualTo(new[] { "box-one" }));
                Assert.That(LiveNames.Sessions(kit), Is.EqualTo(new[] { session }));
                Assert.That(LiveNames.Tokens(kit), Is.EqualTo(new[] { "laptop" }));
                Assert.That(LiveNames.Runs(kit), Is.EqualTo(new[] { "r1" }));
                Assert.That(LiveNames.DetachedRuns(kit), Is.EqualTo(new[] { "night", "r1" }));
                Assert.That(LiveNames.Images(kit), Does.Contain("debian-1"));
                Assert.That(LiveNames.MachineSnapshots(kit), Is.EqualTo(new[] { "before" }));
                Assert.That(LiveNames.Machines(kit), Is.EqualTo(new[] { "vm" }));
            });
        }
        finally
        {
            Directory.Delete(home, true);
        }
    }

    private static IEnumerable<KitCommand> Under(KitCommand command) => command.Subcommands.OfType<KitCommand>().SelectMany(Under).Prepend(command);
}
