using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Mounts.Journal;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.UnitTests.Mounts;

/// <summary>What a guest may write and make in one run, and what it leaves of the disk.</summary>
public sealed class RunLimitsTests
{
    private readonly GuestPath _path = new();
    private readonly ChangeTally _tally = new(TimeProvider.System);
    private string _root = "";
    private GuardedFolder? _folder;

    [SetUp]
    public void Make() => _root = Directory.CreateTempSubdirectory("agsekit-limits-").FullName;

    [TearDown]
    public void Remove()
    {
        _folder?.Dispose();
        _path.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Test]
    public void No_more_bytes_are_written_than_a_run_may_and_the_next_run_has_as_many()
    {
        RunLimits limits = Serve(new RunLimits(100_000, null, 0, TimeProvider.System));
        using GuardedFile file = Open("a");
        Assert.That(file.Write(new byte[60_000], 0), Is.EqualTo(Errno.Ok));
        Assert.That(file.Write(new byte[60_000], 0), Is.EqualTo(Errno.EDQUOT), "over what is there it counts too");
        Assert.That((new FileInfo(Path.Combine(_root, "a")).Length, _tally.Totals.Refused), Is.EqualTo((60_000L, 1L)));
        using GuardedFile other = Open("b");
        Assert.That(file.CopyTo(other, 0, null, 0, CancellationToken.None), Is.EqualTo(Errno.EDQUOT), "nor by a copy on our side");
        Assert.That(_folder!.Volume(out StatVfsBuffer volume), Is.EqualTo(Errno.Ok));
        Assert.That(volume.AvailableBlocks * volume.FragmentSize, Is.LessThanOrEqualTo(40_000UL), "and df says so");
        limits.Begin();
        Assert.That(file.Write(new byte[60_000], 60_000), Is.EqualTo(Errno.Ok));
    }

    [Test]
    public void Scattered_bytes_count_as_the_blocks_they_take()
    {
        RunLimits limits = Serve(new RunLimits(100_000, null, 0, TimeProvider.System));
        using GuardedFile file = Open("a");
        int blocks = 0;
        while (blocks < 1000 && file.Write("x"u8, (blocks * 4096L) + 4095) == Errno.Ok)
            blocks++;
        Assert.That((blocks, limits.Used.Written), Is.EqualTo((24, 24 * 4096L)));
        limits.Begin();
        Assert.That(file.Write(new byte[2], 4095), Is.EqualTo(Errno.Ok));
        Assert.That(limits.Used.Written, Is.EqualTo(2 * 4096), "the end of one and the begin of another");
        using GuardedFile other = Open("b");
        Assert.That(file.CopyTo(other, 0, 1, 1_000_000, CancellationToken.None), Is.EqualTo(Errno.Ok));
        Assert.That(limits.Used.Written, Is.EqualTo(3 * 4096));
    }

    [Test]
    public void What_is_written_in_one_go_or_appended_counts_by_its_length()
    {
        RunLimits limits = Serve(new RunLimits(100_000, null, 0, TimeProvider.System));
        using GuardedFile file = Open("a");
        for (int i = 0; i < 10_000; i++)
            Assert.That(file.Write("x"u8, i), Is.EqualTo(Errno.Ok));
        Assert.That(limits.Used.Written, Is.EqualTo(4096 + 9999));
        limits.Begin();
        using GuardedFile log = Open("log", append: true);
        for (int i = 0; i < 10_000; i++)
            Assert.That(log.Write("x"u8, 0), Is.EqualTo(Errno.Ok));
        Assert.That(limits.Used.Written, Is.EqualTo(4096 + 9999));
        limits.Begin();
        for (int i = 1; i <= 10; i++)
        {
            Assert.That(log.SetAttributes(new AttributeChange { Size = 1_000_000 * i }), Is.EqualTo(Errno.Ok));
            Assert.That(log.Write("x"u8, 0), Is.EqualTo(Errno.Ok));
        }

        Assert.That(limits.Used.Written, Is.EqualTo(10 * 4096), "unless the end is moved each time");
    }

    [Test]
    public void No_more_names_are_made_than_a_run_may()
    {
        Serve(new RunLimits(null, 4, 0, TimeProvider.System));
        File.WriteAllText(Path.Combine(_root, "there"), "x");
        Open("a").Dispose();
        Open("a").Dispose();
        Open("there").Dispose();
        Assert.That(On("d", path => _folder!.MakeFolder(path, null)), Is.EqualTo(Errno.Ok));
        Assert.That(On("l", path => _folder!.MakeSymlink("a"u8, path)), Is.EqualTo(Errno.Ok));
        Open("b").Dispose();
        Assert.That(On("c", Create), Is.EqualTo(Errno.EDQUOT));
        Assert.That(On("e", path => _folder!.MakeFolder(path, null)), Is.EqualTo(Errno.EDQUOT));
        Assert.That(On("a", _folder!.RemoveFile), Is.EqualTo(Errno.Ok), "what is there can go");
        Assert.That(Directory.GetFileSystemEntries(_root), Has.Length.EqualTo(4));
    }

    [Test]
    public void The_disk_is_not_filled_beyond_what_is_to_stay_free()
    {
        Serve(new RunLimits(null, null, 1L << 60, TimeProvider.System));
        File.WriteAllText(Path.Combine(_root, "there"), "some words");
        using GuardedFile file = Open("there");
        Assert.That(file.Write("more"u8, 10), Is.EqualTo(Errno.ENOSPC));
        Assert.That(On("new", Create), Is.EqualTo(Errno.ENOSPC));
        Assert.That(file.SetAttributes(new AttributeChange { Size = 0 }), Is.EqualTo(Errno.Ok), "making room is always possible");
        Assert.That(_folder!.Volume(out StatVfsBuffer volume), Is.EqualTo(Errno.Ok));
        Assert.That(volume.AvailableBlocks, Is.Zero);
    }

    [Test]
    public void Where_there_is_room_nothing_is_refused()
    {
        Serve(new RunLimits(null, null, 1, TimeProvider.System));
        using GuardedFile file = Open("a");
        for (int i = 0; i < 80; i++)
            Assert.That(file.Write(new byte[256 * 1024], 0), Is.EqualTo(Errno.Ok));
    }

    private RunLimits Serve(RunLimits limits)
    {
        _folder = GuardedFolder.Open(_root, new GuardedFolderOptions { Limits = limits, Journal = _tally });
        return limits;
    }

    private GuardedFile Open(string path, bool append = false)
    {
        _path.Take(Encoding.UTF8.GetBytes(path));
        Assert.That(_folder!.OpenFile(_path, new FileOpening { Read = true, Write = true, Create = true, Append = append }, out GuardedFile? file), Is.EqualTo(Errno.Ok), path);
        return file!;
    }

    private Errno Create(GuestPath path)
    {
        Errno errno = _folder!.OpenFile(path, new FileOpening { Write = true, Create = true }, out GuardedFile? file);
        file?.Dispose();
        return errno;
    }

    private Errno On(string path, Func<GuestPath, Errno> what)
    {
        _path.Take(Encoding.UTF8.GetBytes(path));
        return what(_path);
    }
}
