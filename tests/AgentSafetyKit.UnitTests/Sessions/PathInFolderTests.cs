using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Sessions;

public sealed class PathInFolderTests
{
    private string _work = "";
    private string _folder = "";

    [SetUp]
    public void MakeFolders()
    {
        _work = RealPath.Of(Directory.CreateTempSubdirectory("agsekit-test-").FullName)!;
        _folder = Path.Combine(_work, "project");
        Directory.CreateDirectory(Path.Combine(_folder, "src"));
        Directory.CreateDirectory(Path.Combine(_work, "elsewhere"));
        File.WriteAllText(Path.Combine(_work, "elsewhere", "file"), "");
        File.CreateSymbolicLink(Path.Combine(_work, "way"), _folder);
        File.CreateSymbolicLink(Path.Combine(_work, "way-to-src"), Path.Combine(_folder, "src"));
        File.CreateSymbolicLink(Path.Combine(_folder, "out"), Path.Combine(_work, "elsewhere"));
        File.CreateSymbolicLink(Path.Combine(_folder, "self"), ".");
    }

    [TearDown]
    public void RemoveFolders() => Directory.Delete(_work, true);

    [TestCase("project", ".")]
    [TestCase("project/", ".")]
    [TestCase("way", ".")]
    [TestCase("project/src", "src")]
    [TestCase("way/src/gone", "src/gone")]
    [TestCase("way-to-src/gone", "src/gone")]
    [TestCase("way-to-src", "src")]
    [TestCase("project/out", "out")]
    [TestCase("way/out/file", "out/file")]
    [TestCase("project/self", "self")]
    [TestCase("project/self/src", "self/src")]
    [TestCase("project/not/there", "not/there")]
    [TestCase("elsewhere/file", "../elsewhere/file")]
    [TestCase("project2", "../project2")]
    public void Links_are_followed_on_the_way_to_the_folder_and_not_within_it(string path, string expected) =>
        Assert.That(PathInFolder.Of(_folder, _work + "/" + path), Is.EqualTo(expected));
}
