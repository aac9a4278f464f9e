using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Mounts.Journal;
using static AgentSafetyKit.UnitTests.Mounts.RawSftpClient;

namespace AgentSafetyKit.UnitTests.Mounts;

/// <summary>What is hidden does not exist for a guest, whatever it sends; and no name it gives something brings it to light.</summary>
[TestFixture(false)]
[TestFixture(true)]
public sealed class HiddenNamesTests(bool stepByStep)
{
    private const uint NoSuchFile = 2, Denied = 3, ReadIt = 1, Make = 2 | 8, MakeNew = 2 | 8 | 0x20;

    private string _root = "";
    private ChangeTally _tally = null!;
    private GuardedFolder _folder = null!;
    private RawSftpClient _guest = null!;

    [SetUp]
    public void Lend()
    {
        _root = Directory.CreateTempSubdirectory("agsekit-hidden-").FullName;
        foreach (string folder in new[] { "secrets", "conf/inner", "a/b", "work" })
            Directory.CreateDirectory(Path.Combine(_root, folder));
        foreach (string file in new[] { ".env", "a/.env", "secrets/key", "conf/inner/token", "conf/inner/plain", "a/b/x.pem", "work/file", "seen" })
            File.WriteAllText(Path.Combine(_root, file), "canary " + file);
        _tally = new ChangeTally(TimeProvider.System);
        _folder = GuardedFolder.Open(_root, new GuardedFolderOptions { Hide = [".env", "*.pem", "secrets/", "/conf/inner/token"], Journal = _tally }, stepByStep);
        _guest = new RawSftpClient(_folder);
    }

    [TearDown]
    public void Take_back()
    {
        _guest.Dispose();
        _folder.Dispose();
        foreach (string file in new[] { ".env", "a/.env", "secrets/key", "conf/inner/token" })
            Assert.That(File.ReadAllText(Path.Combine(_root, file)), Is.EqualTo("canary " + file), "untouched, in its place");
        Directory.Delete(_root, true);
    }

    [TestCase(".env")]
    [TestCase("a/./.env")]
    [TestCase("work/../a/.env")]
    [TestCase("secrets")]
    [TestCase("secrets/key")]
    [TestCase("conf/inner/token")]
    [TestCase("a/b/x.pem")]
    [TestCase("a/b/not-there.pem")]
    public void What_is_hidden_is_answered_like_what_is_not_there(string path)
    {
        byte[] name = Name(path);
        foreach (byte request in new[] { Stat, LStat, OpenDir, ReadLink, Remove, RmDir })
            Assert.That(_guest.StatusOf(request, name), Is.EqualTo(NoSuchFile), $"request {request}");
        Assert.That(_guest.StatusOf(Open, name, Number(ReadIt), Number(0u)), Is.EqualTo(NoSuchFile));
        Assert.That(_guest.StatusOf(Open, name, Number(2u), Number(0u)), Is.EqualTo(NoSuchFile), "for writing");
        Assert.That(_guest.StatusOf(SetStat, name, Number(4u), Number(0x1FFu)), Is.EqualTo(NoSuchFile));
        Assert.That(_guest.StatusOf(SetStat, name, Number(1u), Number(0ul)), Is.EqualTo(NoSuchFile));
        Assert.That(_guest.StatusOf(Rename, name, Name("work/mine")), Is.EqualTo(NoSuchFile));
        Assert.That(_guest.StatusOf(Extended, Text("posix-rename@openssh.com"u8), name, Name("work/mine")), Is.EqualTo(NoSuchFile));
        Assert.That(_guest.StatusOf(Extended, Text("hardlink@openssh.com"u8), name, Name("work/mine")), Is.EqualTo(NoSuchFile));
        Assert.That(_guest.StatusOf(Extended, Text("statvfs@openssh.com"u8), name), Is.EqualTo(NoSuchFile));
        Assert.That(_tally.Totals.Changes, Is.Zero);
    }

    [TestCase(".env", "new/.env")]
    [TestCase("secrets", "work/secrets")]
    [TestCase("a/b/x.pem", "work/y.pem")]
    public void Nothing_is_made_by_a_hidden_name_and_the_answer_does_not_tell_whether_it_is_there(string there, string missing)
    {
        Assert.That(_guest.StatusOf(MkDir, Name("new"), Number(0u)), Is.Zero);
        foreach (string path in new[] { there, missing })
        {
            byte[] name = Name(path);
            Assert.That(_guest.StatusOf(Open, name, Number(Make), Number(0u)), Is.EqualTo(Denied), path);
            Assert.That(_guest.StatusOf(Open, name, Number(MakeNew), Number(0u)), Is.EqualTo(Denied), path);
            Assert.That(_guest.StatusOf(MkDir, name, Number(0u)), Is.EqualTo(Denied), path);
            Assert.That(_guest.StatusOf(Symlink, Text("seen"u8), name), Is.EqualTo(Denied), path);
            Assert.That(_guest.StatusOf(Rename, Name("seen"), name), Is.EqualTo(Denied), path);
            Assert.That(_guest.StatusOf(Extended, Text("posix-rename@openssh.com"u8), Name("work"), name), Is.EqualTo(Denied), path);
            Assert.That(_guest.StatusOf(Extended, Text("hardlink@openssh.com"u8), Name("seen"), name), Is.EqualTo(Denied), path);
        }

        Assert.That(_guest.StatusOf(MkDir, Name("secrets/mine"), Number(0u)), Is.EqualTo(NoSuchFile));
        Assert.That(_tally.Totals.Refused, Is.EqualTo(14));
    }

    [Test]
    public void A_listing_does_not_name_it()
    {
        Assert.That(List(""), Is.EqualTo(new[] { ".", "..", "a", "conf", "seen", "work" }));
        Assert.That(List("a"), Is.EqualTo(new[] { ".", "..", "b" }));
        Assert.That(List("a/b"), Is.EqualTo(new[] { ".", ".." }));
        Assert.That(List("conf/inner"), Is.EqualTo(new[] { ".", "..", "plain" }));
    }

    [Test]
    public void A_folder_with_something_hidden_by_its_place_stays_where_it_is()
    {
        byte[] posix = Text("posix-rename@openssh.com"u8);
        Assert.That(_guest.StatusOf(Extended, posix, Name("conf/inner"), Name("conf/other")), Is.EqualTo(Denied));
        Assert.That(_guest.StatusOf(Extended, posix, Name("conf"), Name("work/conf")), Is.EqualTo(Denied));
        Assert.That(_guest.StatusOf(Rename, Name("conf"), Name("fonc")), Is.EqualTo(Denied));
        File.SetUnixFileMode(Path.Combine(_root, "conf/inner"), UnixFileMode.None);
        Assert.That(_guest.StatusOf(Rename, Name("conf"), Name("fonc")), Is.EqualTo(Denied), "closed for the moment");
        File.SetUnixFileMode(Path.Combine(_root, "conf/inner"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.That(_guest.StatusOf(Rename, Name("a"), Name("z")), Is.Zero, "what is hidden by its name is so in every place");
        Assert.That(_guest.StatusOf(Stat, Name("z/.env")), Is.EqualTo(NoSuchFile));
        Assert.That(_guest.StatusOf(Rename, Name("z"), Name("a")), Is.Zero);
        Assert.That(_guest.StatusOf(Rename, Name("work"), Name("other")), Is.Zero);
    }

    [Test]
    public void A_folder_that_holds_only_hidden_things_is_not_empty()
    {
        Assert.That(_guest.StatusOf(RmDir, Name("a/b")), Is.Not.Zero);
        Assert.That(_guest.StatusOf(MkDir, Name("empty"), Number(0u)), Is.Zero);
        Assert.That(_guest.StatusOf(Extended, Text("posix-rename@openssh.com"u8), Name("empty"), Name("a/b")), Is.Not.Zero);
        Assert.That(File.Exists(Path.Combine(_root, "a/b/x.pem")), Is.True);
    }

    [Test]
    public void A_file_may_have_the_name_of_a_hidden_kind_of_folder_on_the_host()
    {
        File.WriteAllText(Path.Combine(_root, "work/secrets"), "a file");
        Assert.That(_guest.Ask(Stat, Name("work/secrets"))![0], Is.EqualTo(Attrs));
        Assert.That(List("work"), Is.EqualTo(new[] { ".", "..", "file", "secrets" }));
    }

    [Test]
    public void A_link_to_it_is_only_a_link()
    {
        Assert.That(_guest.StatusOf(Symlink, Text("../secrets/key"u8), Name("work/way")), Is.Zero);
        Assert.That(_guest.StatusOf(Open, Name("work/way"), Number(ReadIt), Number(0u)), Is.Not.Zero);
        Assert.That(_guest.StatusOf(Symlink, Text("../secrets"u8), Name("work/folder")), Is.Zero);
        Assert.That(_guest.StatusOf(Open, Name("work/folder/key"), Number(ReadIt), Number(0u)), Is.Not.Zero);
    }

    [Test]
    public void The_rules_of_the_folder_itself_are_seen_and_neither_changed_nor_made()
    {
        File.WriteAllText(Path.Combine(_root, ".agsekit-restrict"), "*\n");
        ReadOnlyMemory<byte> rules = RestrictFile.Read(_root);
        Assert.That(Encoding.UTF8.GetString(rules.Span), Is.EqualTo("*\n"));
        using GuardedFolder closed = GuardedFolder.Open(_root, new GuardedFolderOptions { Restrict = rules }, stepByStep);
        using var guest = new RawSftpClient(closed);
        byte[] file = Name(".agsekit-restrict");
        Assert.That(guest.StatusOf(Open, file, Number(ReadIt), Number(0u)), Is.Zero);
        Assert.That(guest.StatusOf(Stat, Name("seen")), Is.EqualTo(NoSuchFile));
        foreach (RawSftpClient one in new[] { guest, _guest })
        {
            Assert.That(one.StatusOf(Open, file, Number(2u), Number(0u)), Is.EqualTo(Denied));
            Assert.That(one.StatusOf(Remove, file), Is.EqualTo(Denied));
            Assert.That(one.StatusOf(Rename, file, Name("gone")), Is.EqualTo(Denied));
            Assert.That(one.StatusOf(Extended, Text("hardlink@openssh.com"u8), file, Name("second")), Is.EqualTo(Denied));
        }

        Assert.That(_guest.StatusOf(Open, Name("work/.agsekit-restrict"), Number(Make), Number(0u)), Is.EqualTo(Denied));
        Assert.That(_guest.StatusOf(Rename, Name("seen"), Name("work/.agsekit-restrict")), Is.EqualTo(Denied));
        File.WriteAllText(Path.Combine(_root, ".agsekit-restrict"), "");
        Assert.That(guest.StatusOf(Stat, Name("seen")), Is.EqualTo(NoSuchFile), "the rules of the beginning hold");
        File.Delete(Path.Combine(_root, ".agsekit-restrict"));
    }

    [Test]
    public void Rules_of_a_folder_that_can_not_be_read_are_an_error()
    {
        string rules = Path.Combine(_root, ".agsekit-restrict");
        Assert.That(RestrictFile.Read(_root).IsEmpty, Is.True);
        Assert.That(RestrictFile.Read(_root + "-missing").IsEmpty, Is.True);
        File.CreateSymbolicLink(rules, "seen");
        Assert.That(Assert.Throws<KitException>(() => RestrictFile.Read(_root))!.Code, Is.EqualTo(ErrorCode.FolderRefused));
        File.Delete(rules);
        Directory.CreateDirectory(rules);
        Assert.That(Assert.Throws<KitException>(() => RestrictFile.Read(_root))!.Code, Is.EqualTo(ErrorCode.FolderRefused));
        Directory.Delete(rules);
        File.WriteAllBytes(rules, new byte[256 * 1024]);
        Assert.That(RestrictFile.Read(_root).Length, Is.EqualTo(256 * 1024));
        File.WriteAllBytes(rules, new byte[(256 * 1024) + 1]);
        Assert.That(Assert.Throws<KitException>(() => RestrictFile.Read(_root))!.Code, Is.EqualTo(ErrorCode.FolderRefused));
        File.Delete(rules);
    }

    private static byte[] Name(string path) => Text(Encoding.UTF8.GetBytes(path));

    private string[] List(string path)
    {
        byte[] handle = Text(_guest.Ask(OpenDir, Name(path))!.AsSpan(9));
        var names = new List<string>();
        while (_guest.Ask(ReadDir, handle) is [RawSftpClient.Name, ..] answer)
        {
            int at = 9;
            ReadOnlySpan<byte> Field()
            {
                int length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(answer.AsSpan(at));
                at += 4 + length;
                return answer.AsSpan(at - length, length);
            }

            while (at < answer.Length)
            {
                names.Add(Encoding.UTF8.GetString(Field()));
                Field();
                at += 32;
            }
        }

        _guest.Ask(Close, handle);
        return [.. names.Order(StringComparer.Ordinal)];
    }
}
