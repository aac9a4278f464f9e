using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.UnitTests.Sessions;

public sealed class FolderFinderTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_folder_of_snapshots_stands_for_itself()
    {
        string backups = MakeSnapshots("backups-shop");
        ProtectedFolder found = FolderFinder.FindStore(null, backups);
        Assert.That((found.BackupFolder, found.IsNamedBySnapshots), Is.EqualTo((backups, true)));
    }

    [Test]
    public void A_folder_with_snapshots_of_its_own_beside_it_is_meant_as_itself_whatever_lies_in_it()
    {
        string project = MakeSnapshots("photos"), backups = MakeSnapshots("backups-photos");
        ProtectedFolder found = FolderFinder.FindStore(null, project);
        Assert.That((found.Source, found.BackupFolder, found.IsNamedBySnapshots), Is.EqualTo((project, backups, false)));
    }

    private string MakeSnapshots(string name)
    {
        string folder = _folder.At(name);
        Directory.CreateDirectory(Path.Combine(folder, "20260131-235959"));
        File.WriteAllText(Path.Combine(folder, "backup.pid"), "");
        return folder;
    }
}
