using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts.Guard;
using FsCheck;
using FsCheck.Fluent;

namespace AgentSafetyKit.UnitTests.Mounts;

public sealed class GuestPathTests
{
    [TestCase("/", "", "", ".")]
    [TestCase(".", "", "", ".")]
    [TestCase("", "", "", ".")]
    [TestCase("a", "a", "", "a")]
    [TestCase("/a/b/c", "a/b/c", "a/b", "c")]
    [TestCase("//a/./b//", "a/b", "a", "b")]
    [TestCase("a/../b", "b", "", "b")]
    [TestCase("../../a", "a", "", "a")]
    [TestCase("a/b/../../..", "", "", ".")]
    [TestCase("a/..b/...", "a/..b/...", "a/..b", "...")]
    public void A_path_is_taken_apart(string sent, string whole, string folder, string name)
    {
        using var path = new GuestPath();
        Assert.That(path.Take("some/longer/path/before"u8), Is.EqualTo(Errno.Ok));
        Assert.That(path.Take(Encoding.UTF8.GetBytes(sent)), Is.EqualTo(Errno.Ok));
        Assert.That(Encoding.UTF8.GetString(path.Whole), Is.EqualTo(whole));
        Assert.That(Encoding.UTF8.GetString(path.Name), Is.EqualTo(name + "\0"));
        Assert.That(path.IsInRoot ? "" : Encoding.UTF8.GetString(path.Folder), Is.EqualTo(folder.Length == 0 ? "" : folder + "\0"));
    }

    [Test]
    public void No_path_keeps_a_part_that_climbs_or_is_nothing() => Check.QuickThrowOnFailure(Prop.ForAll((byte[] seeds) =>
    {
        ReadOnlySpan<string> parts = ["..", ".", "", "a", "..b", "é", "-"];
        var words = new List<string>();
        foreach (byte seed in seeds)
            words.Add(parts[seed % parts.Length]);
        using var path = new GuestPath();
        Errno errno = path.Take(Encoding.UTF8.GetBytes(string.Join('/', words)));
        string whole = Encoding.UTF8.GetString(path.Whole);
        return errno == Errno.Ok && (whole.Length == 0 || whole.Split('/').All(part => part is not (".." or "." or "")));
    }));
}
