using AgentSafetyKit.Composition;
using AgentSafetyKit.Daemon.Client;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Daemon;

public sealed class SystemdUnitTests
{
    [Test]
    public void The_unit_names_the_executable_the_configuration_and_where_the_files_are()
    {
        var variables = new Dictionary<string, string> { ["AGSEKIT_HOME"] = "/data/100% \"mine\"", ["PATH"] = "/usr/bin:/bin", ["HOME"] = "/home/u", ["ANTHROPIC_API_KEY"] = "canary" };
        var kit = new KitServices(KitPaths.From(variables.GetValueOrDefault, 1000), TimeProvider.System) { HomeFolder = "/home/u" };
        kit.ConfigOverride = "/home/u/my config.yaml";
        var unit = new SystemdUnit(kit, "/opt/my tools/agsekit", variables.GetValueOrDefault);
        Assert.That(unit.File, Is.EqualTo("/home/u/.config/systemd/user/agsekit.service"));
        Assert.That(unit.Content, Is.EqualTo("""
            [Unit]
            Description=Agent Safety Kit: backups and mounts of the folders of your agents

            [Service]
            Type=exec
            ExecStart="/opt/my tools/agsekit" daemon run --config "/home/u/my config.yaml"
            Environment="AGSEKIT_HOME=/data/100%% \"mine\""
            Environment="PATH=/usr/bin:/bin"
            KillMode=process
            TimeoutStopSec=25
            Restart=on-failure
            RestartSec=5
            UMask=0077

            [Install]
            WantedBy=default.target

            """));
    }

    [TestCase("/x/config", "/x/config/systemd/user/agsekit.service")]
    [TestCase("relative", "/home/u/.config/systemd/user/agsekit.service")]
    public void It_lies_where_systemd_looks(string configFolder, string file)
    {
        var kit = new KitServices(KitPaths.From(_ => null, 1000), TimeProvider.System) { HomeFolder = "/home/u" };
        Assert.That(new SystemdUnit(kit, "/usr/bin/agsekit", name => name == "XDG_CONFIG_HOME" ? configFolder : null).File, Is.EqualTo(file));
    }
}
