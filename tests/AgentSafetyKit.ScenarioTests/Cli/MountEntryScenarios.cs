using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Cli;

/// <summary>Folders written into the configuration, and taken out.</summary>
[Parallelizable]
internal sealed class MountEntryScenarios : Scenario
{
    private const string Before = "# mine\nvms:\n  box: {cpu: 1, ram: 1G, disk: 5G}\nmounts:  # folders\n  # the first\n  - source: /srv/one\n";

    private string Config => Path.Combine(Home, "config.yaml");

    [SetUp]
    public void Prepare()
    {
        WriteConfig(Before);
        Directory.CreateDirectory(Path.Combine(Root, "site"));
    }

    [Test]
    public void A_folder_comes_into_the_configuration_and_goes_and_comments_stay()
    {
        Kit.WorkingFolder = Path.Combine(Root, "site");
        CommandResult added = Kit.Run("addmount", "--yes", "--max-backups", "7");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(added.ExitCode, Is.Zero);
            Assert.That(added.ErrorText, Does.Contain("in VM 'box' as /home/ubuntu/site").And.Contain($"snapshots every 5 minutes in {Root}/backups-site"));
            Assert.That(File.ReadAllText(Config), Is.EqualTo($"{Before}  - source: {Root}/site\n    max_backups: 7\n"));
            Assert.That(Directory.GetFiles(Home, "config.yaml.*.bak"), Has.Length.EqualTo(1));
        }

        Assert.That(Kit.Run("addmount", "--yes").ErrorText, Does.Contain("is there already"));
        Assert.That(Kit.Run("removemount", "--yes").ExitCode, Is.Zero);
        Assert.That(File.ReadAllText(Config), Is.EqualTo(Before));
    }

    [Test]
    public void Nothing_is_written_without_consent_nor_what_would_not_be_right()
    {
        string site = Path.Combine(Root, "site");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Kit.Run("addmount", site).ErrorText, Does.Contain($"agsekit addmount --yes {site}"));
            Assert.That(Kit.Run("addmount", site, "--dry-run").ExitCode, Is.Zero);
            Assert.That(Kit.Run("addmount", site, "--yes", "--vm", "bix").ErrorText, Does.Contain("box"));
            Assert.That(Kit.Run("addmount", site, "relative", "--yes").ExitCode, Is.EqualTo(3));
            Assert.That(Kit.Run("addmount", site, "/w", Path.Combine(site, "inside"), "--yes").ErrorText, Does.Contain(Path.Combine(site, "inside")));
            Assert.That(Kit.Run("addmount", site, "--allowed-agents", ",", "--yes").ExitCode, Is.EqualTo(2));
            Assert.That(Kit.Run("addmount", "/", "--yes").ExitCode, Is.EqualTo(2));
            Assert.That(Kit.Run("removemount", site, "--yes").ErrorText, Does.Contain("is not in the configuration"));
            Assert.That(File.ReadAllText(Config), Is.EqualTo(Before));
        }
    }

    [Test]
    public void A_folder_that_is_gone_can_be_taken_out() =>
        Assert.That((Kit.Run("removemount", "/srv/one", "--yes").ExitCode, File.ReadAllText(Config)), Is.EqualTo((0, Before[..Before.IndexOf("  - source", StringComparison.Ordinal)])));
}
