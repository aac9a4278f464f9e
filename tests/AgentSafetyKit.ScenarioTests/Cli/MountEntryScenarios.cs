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
        CommandResult added = Kit.Run("addmount", "--yes", "--max-backups", "7", "--backup-clean-method", "tail");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(added.ExitCode, Is.Zero);
            Assert.That(added.ErrorText, Does.Contain("in VM 'box' as /home/ubuntu/site").And.Contain($"snapshots every 5 minutes in {Root}/backups-site"));
            Assert.That(File.ReadAllText(Config), Is.EqualTo($"{Before}  - source: {Root}/site\n    max_backups: 7\n    backup_clean_method: tail\n"));
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
    public void A_folder_of_two_machines_goes_out_of_the_one_that_is_named()
    {
        const string Two = "vms:\n  box: {cpu: 1, ram: 1G, disk: 5G}\n  bix: {cpu: 1, ram: 1G, disk: 5G}\nmounts:\n  - source: /srv/one\n  - source: /srv/one\n    vm: bix\n    backup: /srv/two\n";
        WriteConfig(Two);
        CommandResult asked = Kit.Run("removemount", "/srv/one", "--yes");
        Assert.That(asked.ExitCode, Is.EqualTo(2));
        Assert.That(asked.ErrorText, Does.Contain("agsekit removemount /srv/one --vm box"));
        Assert.That(Kit.Run("removemount", "/srv/one", "--vm", "bax", "--yes").ErrorText, Does.Contain("bix"));
        Assert.That(File.ReadAllText(Config), Is.EqualTo(Two));
        Assert.That(Kit.Run("removemount", "/srv/one", "--vm", "bix", "--yes").ExitCode, Is.Zero);
        Assert.That(File.ReadAllText(Config), Is.EqualTo(Two[..Two.LastIndexOf("  - source", StringComparison.Ordinal)]));
    }

    [Test]
    public void A_folder_that_is_gone_can_be_taken_out() =>
        Assert.That((Kit.Run("removemount", "/srv/one", "--yes").ExitCode, File.ReadAllText(Config)), Is.EqualTo((0, Before[..Before.IndexOf("  - source", StringComparison.Ordinal)])));
}
