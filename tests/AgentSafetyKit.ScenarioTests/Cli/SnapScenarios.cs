using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Cli;

/// <summary>What differs where the executable runs in its snap: snapd's variables, and stand-ins for snapctl(8) and for Multipass's client.</summary>
[Parallelizable]
internal sealed class SnapScenarios : Scenario
{
    private string Snap => Path.Combine(Root, "snap");

    private string Calls => Path.Combine(Root, "calls");

    [SetUp]
    public void EnterTheSnap()
    {
        WriteConfig("global: {provider: multipass}\nvms: {one: {cpu: 1, ram: 1G, disk: 5G}}\n");
        foreach ((string name, string? value) in new[] { ("SNAP_NAME", "agent-safety-kit"), ("SNAP", Snap), ("SNAP_COMMON", Path.Combine(Root, "common")), ("SNAP_REAL_HOME", Root), ("HOME", Path.Combine(Root, "snaphome")) })
            Kit.Variables[name] = value;
        Kit.Variables["PATH"] = $"{Snap}/bin:{Environment.GetEnvironmentVariable("PATH")}";
        Client("bin/multipass", "bundled");
        Connect();
    }

    [Test]
    public void Multipass_gets_the_variables_of_its_own_snap()
    {
        Assert.That(Kit.Run("vms").ExitCode, Is.Zero);
        Assert.That(File.ReadAllLines(Calls), Is.Not.Empty.And.All.EqualTo("bundled multipass /var/snap/multipass/common -"));
    }

    [TestCase("multipass/multipass")]
    [TestCase("multipass/bin/multipass")]
    public void The_client_that_its_snap_lends_comes_before_the_one_in_ours(string place)
    {
        Client(place, "lent");
        string socket = Path.Combine(Root, "common/multipass/multipass_socket");
        Shell("mkdir -p \"$(dirname \"$1\")\"; touch \"$1\"", socket);
        Assert.That(Kit.Run("vms").ExitCode, Is.Zero);
        Assert.That(File.ReadAllLines(Calls), Is.Not.Empty.And.All.EqualTo($"lent multipass /var/snap/multipass/common unix:{socket}"));
    }

    [Test]
    public void In_a_shell_of_another_snap_nothing_is_different()
    {
        Kit.Variables["SNAP_NAME"] = "code";
        Client("multipass/multipass", "lent");
        Assert.That(Kit.Run("vms").ExitCode, Is.Zero);
        Assert.That(File.ReadAllLines(Calls), Is.Not.Empty.And.All.EqualTo($"bundled code {Root}/common -"));
        Assert.That(Fixes(), Is.Empty);
    }

    [Test]
    public void The_doctor_names_each_missing_connection_with_its_command()
    {
        string[] all = ["home", "network", "network-bind", "multipass-sock", "multipass-cert", "removable-media"];
        Assert.That(Fixes(), Is.EqualTo(all.Select(plug => $"sudo snap connect agent-safety-kit:{plug}")));
        Connect("home", "network", "network-bind", "removable-media", "multipass-sock");
        Assert.That(Fixes(), Is.EqualTo(new[] { "sudo snap connect agent-safety-kit:multipass-cert" }));
        Connect("home", "network", "network-bind", "removable-media", "multipass-socket", "multipass-cert");
        Assert.That(Fixes(), Is.Empty, "the socket that Multipass's snap lends does as well");
        File.Delete(Path.Combine(Snap, "bin/multipass"));
        Assert.That(Fixes(), Is.EqualTo(new[] { "sudo snap connect agent-safety-kit:multipass-bin multipass:multipass-bin" }), "no client came with the snap");
        File.Delete(Path.Combine(Home, "config.yaml"));
        Assert.That(Fixes(), Does.Contain("sudo snap connect agent-safety-kit:agsekit-config"), "there may be one outside");
    }

    [Test]
    public void The_home_folder_is_the_users_and_not_the_snaps()
    {
        WriteConfig("vms: {one: {cpu: 1, ram: 1G, disk: 5G}}\nmounts: [{source: ~/project}]\n");
        Assert.That(Kit.Run("config", "show").OutputText, Does.Contain($"source: {Project}"));
    }

    private string?[] Fixes() =>
        [.. Json(Kit.Run("doctor", "--json")).GetProperty("findings").EnumerateArray().Where(finding => finding.GetProperty("check").GetString() == "snap" && finding.GetProperty("level").GetString() != "passed").Select(finding => finding.GetProperty("fix").GetString())];

    /// <summary>Says which it is and what it was given, and answers as a daemon without VMs does.</summary>
    private void Client(string place, string name) => Program(
        Path.Combine(Snap, place),
        $$"""
        echo "{{name}} $SNAP_NAME $SNAP_COMMON ${MULTIPASS_SERVER_ADDRESS:--}" >>'{{Calls}}'
        case $1 in
            version) echo '{"multipass":"1.16.3","multipassd":"1.16.3"}' ;;
            list) echo '{"list":[]}' ;;
            *) exit 1 ;;
        esac
        """);

    /// <summary>These, and no others.</summary>
    private void Connect(params string[] plugs) => Program(Path.Combine(Snap, "bin/snapctl"), $"[ \"$1\" = is-connected ] || exit 64\ncase ' {string.Join(' ', plugs)} ' in *\" $2 \"*) exit 0 ;; esac\nexit 1");

    private void Program(string path, string work)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"#!/bin/sh\n{work}\n");
        Shell("chmod +x \"$1\"", path);
    }
}
