using System.Text;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Sessions;

/// <summary>Where nothing is restored to, whatever way leads there.</summary>
public sealed class RestorePlacementTests
{
    private string _root = "";

    [SetUp]
    public void MakeFolders()
    {
        _root = Directory.CreateTempSubdirectory("agsekit-test-").FullName;
        foreach (string name in (string[])["a", "b", "kept/b", "other", "ours", "free"])
            Directory.CreateDirectory(At(name));
        File.WriteAllText(At("other/file"), "x");
        var store = new SnapshotStore(new SnapshotStoreSpec { Source = At("other"), BackupFolder = At("kept/other") }, TimeProvider.System);
        store.Create(new SnapshotRequest(), null, CancellationToken.None);
        File.CreateSymbolicLink(At("link"), At("kept"));
    }

    [TearDown]
    public void RemoveFolders() => Directory.Delete(_root, recursive: true);

    [TestCase("kept/a", "snapshots are kept there")]
    [TestCase("kept/a/new", "it lies among snapshots")]
    [TestCase("kept/b/deep/er", "it lies among snapshots")]
    [TestCase("link/b", "snapshots are kept there")]
    [TestCase("kept/other", "snapshots are kept there")]
    [TestCase("kept/other/new", "it lies among snapshots")]
    [TestCase("link/other/new/er", "it lies among snapshots")]
    [TestCase("ours/state", "agsekit keeps its own")]
    [TestCase("ours/state/backups/x", "agsekit keeps its own")]
    [TestCase("ours/config/ssh", "agsekit keeps its own")]
    public void Folders_of_snapshots_and_our_own_are_no_place_to_restore_to(string target, string cause)
    {
        KitException refused = Assert.Throws<KitException>(() => Placement().Require(At(target)))!;
        Assert.That(refused.Code, Is.EqualTo(ErrorCode.FolderRefused));
        Assert.That(refused.Cause.English, Does.StartWith(cause));
    }

    [TestCase("free")]
    [TestCase("free/new/deep")]
    [TestCase("kept")]
    [TestCase("kept/c")]
    [TestCase("kept/bb")]
    [TestCase("a/sub")]
    public void Any_other_folder_is_one(string target) => Assert.That(() => Placement().Require(At(target)), Throws.Nothing);

    [Test]
    public void A_mistake_in_the_configuration_keeps_nobody_from_restoring()
    {
        var broken = new RestorePlacement(Paths(), () => throw new KitException(ErrorCode.ConfigInvalid, default, default, default));
        Assert.That(() => broken.Require(At("free")), Throws.Nothing);
        Assert.That(() => broken.Require(At("kept/other")), Throws.TypeOf<KitException>());
    }

    private RestorePlacement Placement()
    {
        string yaml = $"vms:\n  m: {{cpu: 1, ram: 1G, disk: 10G}}\nmounts:\n  - {{source: {At("a")}, backup: {At("kept/a")}, vm: m}}\n  - {{source: {At("b")}, backup: {At("kept/b")}, vm: m}}\n";
        KitConfig config = ConfigReader.Read(Encoding.UTF8.GetBytes(yaml), new ConfigContext("/home/ann", "/home/ann/.config/agsekit", 2)).Require("config.yaml");
        return new RestorePlacement(Paths(), () => config);
    }

    private KitPaths Paths() => KitPaths.From(name => name == "AGSEKIT_HOME" ? At("ours") : null, 1000);

    private string At(string path) => Path.Combine(_root, path);
}
