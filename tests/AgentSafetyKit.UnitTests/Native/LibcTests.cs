using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;
using Mono.Unix;

namespace AgentSafetyKit.UnitTests.Native;

/// <summary>What our calls promise beyond the system's own words; Mono.Posix is the second opinion.</summary>
public sealed class LibcTests
{
    private TemporaryFolder _folder = null!;
    private FileDescriptor _handle = null!;

    [SetUp]
    public void Open()
    {
        _folder = new TemporaryFolder();
        Libc.OpenAt(FileDescriptor.WorkingFolder, SystemPath.Terminated(_folder.FullPath), OpenFlags.Path | OpenFlagsOfArchitecture.Folder, 0, out _handle).Check("openat");
    }

    [TearDown]
    public void Close()
    {
        _handle.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void Statx_sees_what_the_second_opinion_sees()
    {
        File.WriteAllText(_folder.At("a"), "12345");
        File.SetUnixFileMode(_folder.At("a"), (UnixFileMode)0x1A1);
        Libc.LinkAt(_handle, "a\0"u8, _handle, "b\0"u8).Check("linkat");

        Libc.Statx(_handle, "b\0"u8, AtFlags.NoFollow, StatxMask.Basic, out StatxBuffer status).Check("statx");

        Assert.That(Mono.Unix.Native.Syscall.lstat(_folder.At("a"), out Mono.Unix.Native.Stat other), Is.Zero);
        Assert.Multiple(() =>
        {
            Assert.That(status.Inode, Is.EqualTo(other.st_ino));
            Assert.That(status.LinkCount, Is.EqualTo(2));
            Assert.That(status.Size, Is.EqualTo(5));
            Assert.That(status.Permissions, Is.EqualTo(0x1A1));
            Assert.That((status.UserId, status.GroupId), Is.EqualTo((other.st_uid, other.st_gid)));
            Assert.That(status.IsRegular);
            Assert.That(status.ModificationTime.Seconds, Is.EqualTo(other.st_mtime));
            Assert.That(status.ModificationTime.Nanoseconds, Is.EqualTo(other.st_mtime_nsec));
        });
    }

    [Test]
    public void Names_are_bytes()
    {
        byte[] name = [(byte)'x', 0xFF, 0];

        Libc.MkdirAt(_handle, name, 0x1ED).Check("mkdirat");

        Libc.Statx(_handle, name, AtFlags.NoFollow, StatxMask.Basic, out StatxBuffer status).Check("statx");
        Assert.That(status.IsFolder);
        Libc.UnlinkAt(_handle, name, AtFlags.RemoveFolder).Check("unlinkat");
    }

    [Test]
    public void A_name_without_its_NUL_is_refused_everywhere()
    {
        byte[] name = [(byte)'a'];
        using FileDescriptor file = OpenFile("f", OpenFlags.ReadWrite | OpenFlags.Create);
        Assert.Multiple(() =>
        {
            Assert.Throws<ArgumentException>(() => Libc.OpenAt(_handle, name, 0, 0, out _));
            Assert.Throws<ArgumentException>(() => Libc.OpenAt2(_handle, name, 0, 0, 0, out _));
            Assert.Throws<ArgumentException>(() => Libc.UnlinkAt(_handle, name, 0));
            Assert.Throws<ArgumentException>(() => Libc.FGetXattr(file, name, [], out _));
            Assert.Throws<ArgumentException>(() => Libc.FSetXattr(file, [], []));
            Assert.Throws<ArgumentException>(() => Libc.SymlinkAt(name, _handle, "b\0"u8));
            Assert.Throws<ArgumentException>(() => SystemPath.Terminated("a\0b"));
        });
    }

    [Test]
    public void Openat2_stays_beneath_and_also_opens_with_O_PATH()
    {
        File.WriteAllText(_folder.At("a"), "x");
        File.CreateSymbolicLink(_folder.At("out"), "/etc/passwd");

        Assert.Multiple(() =>
        {
            Assert.That(Libc.OpenAt2(_handle, "a\0"u8, OpenFlags.Path, 0, ResolveFlags.Beneath | ResolveFlags.NoSymbolicLinks, out FileDescriptor path), Is.EqualTo(Errno.Ok));
            path.Dispose();
            Assert.That(Libc.OpenAt2(_handle, "a\0"u8, OpenFlags.ReadOnly, 0, ResolveFlags.Beneath, out FileDescriptor file), Is.EqualTo(Errno.Ok));
            file.Dispose();
            Assert.That(Libc.OpenAt2(_handle, "../x\0"u8, OpenFlags.ReadOnly, 0, ResolveFlags.Beneath, out _), Is.EqualTo(Errno.EXDEV));
            Assert.That(Libc.OpenAt2(_handle, "out\0"u8, OpenFlags.ReadOnly, 0, ResolveFlags.Beneath, out _), Is.EqualTo(Errno.EXDEV));
            Assert.That(Libc.OpenAt2(_handle, "out\0"u8, OpenFlags.ReadOnly, 0, ResolveFlags.NoSymbolicLinks, out _), Is.EqualTo(Errno.ELOOP));
        });
    }

    [Test]
    public void Poll_tells_which_of_many_is_ready_and_passes_over_the_missing()
    {
        Libc.Pipe(out FileDescriptor read, out FileDescriptor write).Check("pipe2");
        using FileDescriptor reading = read;
        PollEvents[] events = [PollEvents.Input, PollEvents.Input, PollEvents.Output];

        Libc.Poll([null, reading, write], events, 0).Check("poll");
        Assert.That(events, Is.EqualTo(new[] { PollEvents.None, PollEvents.None, PollEvents.Output }));

        write.Dispose();
        events[1] = PollEvents.Input;
        Libc.Poll([null, reading], events.AsSpan(0, 2), -1).Check("poll");
        Assert.That(events[1], Is.EqualTo(PollEvents.HangUp));
    }

    [Test]
    public void A_duplicate_lies_where_asked_and_is_the_same_file()
    {
        using FileDescriptor file = OpenFile("a", OpenFlags.ReadWrite | OpenFlags.Create);

        Libc.Duplicate(file, 100, out FileDescriptor duplicate).Check("fcntl");

        using (duplicate)
        {
            Assert.That(duplicate.Number, Is.GreaterThanOrEqualTo(100));
            Libc.Write(duplicate, "hello"u8, out int count).Check("write");
            Assert.That(count, Is.EqualTo(5));
        }

        byte[] buffer = new byte[10];
        Libc.Pread(file, buffer, 0, out int read).Check("pread");
        Assert.That(Encoding.ASCII.GetString(buffer, 0, read), Is.EqualTo("hello"));
    }

    [Test]
    public void Times_before_1970_and_to_the_nanosecond_go_in_and_come_out()
    {
        using FileDescriptor file = OpenFile("a", OpenFlags.ReadWrite | OpenFlags.Create);
        foreach (long time in new[] { -1, 0, 1, -1_000_000_001, 1_700_000_000_123_456_789 })
        {
            Libc.Futimens(file, TimeSpec.Omit, TimeSpec.FromNanoseconds(time)).Check("futimens");
            Libc.Statx(file, StatxMask.Basic, out StatxBuffer status).Check("statx");
            Assert.That(status.ModificationTime.TotalNanoseconds, Is.EqualTo(time));
        }
    }

    [Test]
    public void A_failed_call_is_said_with_call_path_and_name_of_the_error()
    {
        SystemCallException error = Assert.Throws<SystemCallException>(() => Libc.UnlinkAt(_handle, "no\u001b\0"u8, AtFlags.None).Check("unlinkat", "no\u001b\0"u8))!;

        Assert.That(error.Message, Is.EqualTo("unlinkat: no\\x1b: ENOENT"));
        Assert.That(Assert.Throws<SystemCallException>(() => Errno.EIO.Check("read", "a\u001b"))!.Message, Is.EqualTo("read: a\\x1b: EIO"));
        Assert.DoesNotThrow(() => Errno.Ok.Check("read"));
    }

    [Test]
    public void Handles_close_on_exec_and_once()
    {
        FileDescriptor file = OpenFile("a", OpenFlags.ReadWrite | OpenFlags.Create);
        string info = File.ReadAllText($"/proc/self/fdinfo/{file.Number}");
        Assert.That(info, Does.Match("flags:\\s+0?2\\d*00002"), "O_CLOEXEC and O_RDWR");

        file.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Libc.Fsync(file));
    }

    [Test]
    public void Free_space_is_what_the_second_opinion_says()
    {
        using FileDescriptor file = OpenFile("a", OpenFlags.ReadWrite | OpenFlags.Create);
        Libc.FstatVfs(file, out StatVfsBuffer buffer).Check("fstatvfs");

        var drive = new UnixDriveInfo(_folder.FullPath);

        Assert.That((long)(buffer.Blocks * buffer.FragmentSize), Is.EqualTo(drive.TotalSize));
        Assert.That(buffer.LongestName, Is.EqualTo(255));
    }

    private FileDescriptor OpenFile(string name, OpenFlags flags)
    {
        Libc.OpenAt(_handle, SystemPath.Terminated(name), flags, 0x180, out FileDescriptor file).Check("openat", name);
        return file;
    }
}
