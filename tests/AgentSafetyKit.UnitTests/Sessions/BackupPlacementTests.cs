using System.Text;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.UnitTests.Sessions;

public sealed class BackupPlacementTests
{
    private string _root = "";

    [SetUp]
    public void MakeFolders()
    {
        _root = Directory.CreateTempSubdirectory("agsekit-test-").FullName;
        Directory.CreateDirectory(Path.Combine(_root, "a"));
        Directory.CreateDirectory(Path.Combine(_root, "b"));
        Directory.CreateDirectory(Path.Combine(_root, "safe"));
    }

    [TearDown]
    public void RemoveFolders() => Directory.Delete(_root, recursive: true);

    [TestCase("b/inner", true)]
    [TestCase("b", true)]
    [TestCase("a", true)]
    [TestCase("", true)]
    [TestCase("safe", false)]
    public void Where_a_link_really_leads_decides(string target, bool refused)
    {
        Directory.CreateDirectory(Path.Combine(_root, target));
        File.CreateSymbolicLink(Path.Combine(_root, "link"), Path.Combine(_root, target).TrimEnd('/'));
        string backups = Path.Combine(_root, "link/copies");
        if (target.Length == 0)
            backups = Path.Combine(_root, "link");
        var placement = new BackupPlacement(Config(("a", backups), ("b", Path.Combine(_root, "safe/b"))), []);
        Check(() => placement.Check(Path.Combine(_root, "a"), backups), refused);
    }

    [Test]
    public void A_folder_that_holds_anothers_snapshots_is_not_given_away()
    {
        File.CreateSymbolicLink(Path.Combine(_root, "link"), Path.Combine(_root, "a"));
        var placement = new BackupPlacement(Config(("a", Path.Combine(_root, "safe/a")), ("b", Path.Combine(_root, "link/copies"))), []);
        Check(() => placement.Check(Path.Combine(_root, "a"), Path.Combine(_root, "safe/a")), true);
    }

    [Test]
    public void A_folder_that_is_mounted_and_no_longer_configured_counts()
    {
        var record = new MountRecord { Id = "x", Source = Path.Combine(_root, "safe"), Target = "/x", Machine = "m" };
        string backups = Path.Combine(_root, "safe/a");
        Check(() => new BackupPlacement(Config(("a", backups)), [record]).Check(Path.Combine(_root, "a"), backups), true);
        Check(() => new BackupPlacement(Config(("a", backups)), []).Check(Path.Combine(_root, "a"), backups), false);
    }

    private static void Check(TestDelegate check, bool refused)
    {
        if (refused)
            Assert.That(Assert.Throws<KitException>(check)!.Code, Is.EqualTo(ErrorCode.FolderRefused));
        else
            Assert.DoesNotThrow(check);
    }

    private KitConfig Config(params (string Source, string Backup)[] mounts)
    {
        var text = new StringBuilder("vms:\n  m: {cpu: 1, ram: 1G, disk: 10G}\nmounts:\n");
        foreach ((string source, string backup) in mounts)
            text.Append($"  - source: {Path.Combine(_root, source)}\n    backup: {backup}\n    vm: m\n");
        return ConfigReader.Read(Encoding.UTF8.GetBytes(text.ToString()), new ConfigContext("/home/ann", "/home/ann/.config/agsekit", 2)).Require("config.yaml");
    }
}
