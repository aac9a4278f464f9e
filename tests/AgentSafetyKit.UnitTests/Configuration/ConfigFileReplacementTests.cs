using System.Text;
using AgentSafetyKit.Configuration;

namespace AgentSafetyKit.UnitTests.Configuration;

public sealed class ConfigFileReplacementTests
{
    private static readonly DateTimeOffset Now = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);
    private string _root = "";

    [SetUp]
    public void MakeFolder() => _root = Directory.CreateTempSubdirectory("agsekit-test-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_root, recursive: true);

    [Test]
    public void A_link_stays_a_link_and_its_file_keeps_its_mode_and_leaves_a_dated_copy()
    {
        string file = Path.Combine(_root, "real.yaml"), link = Path.Combine(_root, "config.yaml");
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        File.WriteAllText(file, "old");
        File.SetUnixFileMode(file, mode);
        File.CreateSymbolicLink(link, "real.yaml");

        ConfigFileReplacement.Write(link, "new"u8, Now);

        Assert.That(new FileInfo(link).LinkTarget, Is.EqualTo("real.yaml"));
        Assert.That(File.ReadAllText(file), Is.EqualTo("new"));
        Assert.That(File.GetUnixFileMode(file), Is.EqualTo(mode));
        Assert.That(File.ReadAllText(file + ".20260203-040506.bak"), Is.EqualTo("old"));
    }

    [Test]
    public void Each_change_within_a_second_leaves_its_own_copy()
    {
        string file = Path.Combine(_root, "config.yaml");
        File.WriteAllText(file, "0");
        foreach (string content in (string[])["1", "2", "3"])
            ConfigFileReplacement.Write(file, Encoding.UTF8.GetBytes(content), Now);
        string stem = file + ".20260203-040506";
        Assert.That(((string[])[stem + ".bak", stem + "-2.bak", stem + "-3.bak"]).Select(File.ReadAllText), Is.EqualTo(new[] { "0", "1", "2" }));
    }

    [Test]
    public void A_new_file_is_its_owners_only_and_leaves_no_copy()
    {
        string file = Path.Combine(_root, "config.yaml");
        ConfigFileReplacement.Write(file, "new"u8, Now);
        Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(Directory.GetFiles(_root), Is.EqualTo(new[] { file }));
    }
}
