using AgentSafetyKit.Machines;
using AgentSafetyKit.Machines.Multipass;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.UnitTests.Machines.Multipass;

public sealed class MultipassCommandsTests
{
    [Test]
    public void Every_call_is_a_vector_of_words_run_in_the_root_folder()
    {
        var spec = new MachineSpec("t1", 2, ByteSize.FromGibibytes(4), ByteSize.FromGibibytes(20), "default", NetworkPolicy.Open) { CloudInit = "password: canary" };
        CommandSpec[] all =
        [
            MultipassCommands.Version(), MultipassCommands.List(), MultipassCommands.Info("t1"), MultipassCommands.Launch(spec, "lts", TimeSpan.FromMinutes(90)),
            MultipassCommands.Start("t1", TimeSpan.FromMinutes(15)), MultipassCommands.SwitchOff("t1"), MultipassCommands.Delete("t1"), MultipassCommands.Get("t1", "cpus"),
            MultipassCommands.Set("t1", "memory", "1024"), MultipassCommands.Exec("t1", "sh", "-c", "echo \"$1\"", "sh", "a b"),
        ];
        Assert.That(all.Select(command => command.WorkingFolder), Is.All.EqualTo("/"));
        Assert.That(all.Select(command => command.ToString()), Is.EqualTo(new[]
        {
            "multipass version --format json",
            "multipass list --no-ipv4 --format json",
            "multipass info t1 --format json",
            "multipass launch --name t1 --cpus 2 --memory 4294967296 --disk 21474836480 --cloud-init - --timeout 5400 lts",
            "multipass start t1 --timeout 900",
            "multipass stop --force t1",
            "multipass delete --purge t1",
            "multipass get local.t1.cpus",
            "multipass set 'local.t1.memory=1024'",
            "multipass exec t1 -n -- sh -c 'echo \"$1\"' sh 'a b'",
        }));
    }

    [TestCase("default", "lts")]
    [TestCase("ubuntu:24.04", "24.04")]
    [TestCase("ubuntu:noble", "noble")]
    [TestCase("file:///srv/a b.img", "file:///srv/a b.img")]
    [TestCase("https://example.org/x.img", "https://example.org/x.img")]
    [TestCase("debian:12", null)]
    [TestCase("build:debian:bookworm", null)]
    [TestCase("ubuntu:--help", null)]
    [TestCase("--help", null)]
    public void Images_in_Multipass_s_words(string name, string? word) => Assert.That(MultipassImage.TryParse(name), Is.EqualTo(word));

    [TestCase("1.5GiB", 1_610_612_736, 1_610_612_736)]
    [TestCase("1.5GiB", 1_600_000_000, 1_600_000_000)]
    [TestCase("2.0GiB", 1_610_612_736, 2_147_483_648)]
    [TestCase("512.0MiB", 536_870_912, 536_870_912)]
    [TestCase("nonsense", 7, 7)]
    public void Sizes_told_to_a_tenth_are_the_known_ones_where_they_may_be(string shown, long known, long size) => Assert.That(MultipassProvider.SizeOf(shown, known), Is.EqualTo(size));
}
