using AgentSafetyKit.Errors;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Storage;

public sealed class AtomicFileTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_file_is_made_and_replaced_whole_and_leaves_nothing_beside_it()
    {
        string path = _folder.At("state.json");

        AtomicFile.Write(path, new byte[100_000]);
        AtomicFile.Write(path, "new"u8);

        Assert.That(File.ReadAllText(path), Is.EqualTo("new"));
        Assert.That(File.GetUnixFileMode(path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(Directory.GetFileSystemEntries(_folder.FullPath), Is.EqualTo(new[] { path }));
    }

    [Test]
    public void Pieces_of_any_length_end_up_in_order_and_the_head_can_be_put_in_last()
    {
        string path = _folder.At("long");
        var random = new Random(3);
        byte[] expected = new byte[700_000];
        random.NextBytes(expected);

        AtomicFile.Write(path, file =>
        {
            file.Append(new byte[10]);
            for (int at = 10, count; at < expected.Length; at += count)
            {
                count = Math.Min(random.Next(3) switch { 0 => random.Next(100), 1 => random.Next(50_000), _ => random.Next(90_000) }, expected.Length - at);
                file.Append(expected.AsSpan(at, count));
            }

            Assert.That(file.Length, Is.EqualTo(expected.Length));
            file.Align(64);
            file.Align(8);
            file.Replace(0, expected.AsSpan(0, 10));
        });

        Assert.That(File.ReadAllBytes(path), Is.EqualTo((byte[])[.. expected, .. new byte[(64 - (expected.Length % 64)) % 64]]));
        Assert.That(() => AtomicFile.Write(path, _ => throw new InvalidOperationException()), Throws.InvalidOperationException);
        Assert.That(Directory.GetFileSystemEntries(_folder.FullPath), Is.EqualTo(new[] { path }));
    }

    [Test]
    public void The_mode_is_the_one_asked_for_whatever_the_old_file_had()
    {
        string path = _folder.At("public");
        File.WriteAllText(path, "old");
        File.SetUnixFileMode(path, UnixFileMode.UserRead);

        AtomicFile.Write(path, "x"u8, 0x1A4);

        Assert.That((int)File.GetUnixFileMode(path), Is.EqualTo(0x1A4));
    }

    [Test]
    public void A_symbolic_link_is_replaced_and_what_it_points_to_is_not_touched()
    {
        string path = _folder.At("link"), target = _folder.At("target");
        File.WriteAllText(target, "mine");
        File.CreateSymbolicLink(path, target);

        AtomicFile.Write(path, "x"u8);

        Assert.That(File.ReadAllText(target), Is.EqualTo("mine"));
        Assert.That(File.ResolveLinkTarget(path, false), Is.Null);
    }

    [Test]
    public void What_a_crash_left_is_neither_read_nor_in_the_way()
    {
        string path = _folder.At("state"), leftover = $"{path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}.tmp", target = _folder.At("target");
        File.WriteAllText(path, "whole");
        File.WriteAllText(target, "mine");
        File.CreateSymbolicLink(leftover, target);

        Assert.That(File.ReadAllText(path), Is.EqualTo("whole"));
        AtomicFile.Write(path, "next"u8);

        Assert.That(File.ReadAllText(path), Is.EqualTo("next"));
        Assert.That(File.ReadAllText(target), Is.EqualTo("mine"));
        Assert.That(Path.Exists(leftover), Is.False);
    }

    [Test]
    public void A_failure_names_call_and_path_and_leaves_the_old_file_alone()
    {
        string path = _folder.At("taken");
        Directory.CreateDirectory(Path.Combine(path, "inner"));

        SystemCallException error = Assert.Throws<SystemCallException>(() => AtomicFile.Write(path, "x"u8))!;

        Assert.That(error.Errno, Is.EqualTo(Errno.EISDIR));
        Assert.That(error.Message, Does.Contain(path));
        Assert.That(Directory.GetFileSystemEntries(_folder.FullPath), Is.EqualTo(new[] { path }), "nothing left beside it");
        Assert.That(
            Assert.Throws<SystemCallException>(() => AtomicFile.Write(_folder.At("missing/file"), "x"u8))!.Errno, Is.EqualTo(Errno.ENOENT));
    }

    [Test]
    public void Whoever_reads_meanwhile_sees_one_writing_or_the_other()
    {
        string path = _folder.At("state");
        byte[] first = new byte[50_000], second = new byte[70_000];
        Array.Fill(second, (byte)1);
        AtomicFile.Write(path, first);
        using var done = new CancellationTokenSource();
        Task<int> reader = Task.Run(() =>
        {
            int torn = 0;
            while (!done.IsCancellationRequested)
            {
                byte[] seen = File.ReadAllBytes(path);
                torn += seen.AsSpan().SequenceEqual(first) || seen.AsSpan().SequenceEqual(second) ? 0 : 1;
            }

            return torn;
        });

        Parallel.For(0, 60, i => AtomicFile.Write(path, i % 2 == 0 ? first : second));
        done.Cancel();

        Assert.That(reader.Result, Is.Zero);
        Assert.That(Directory.GetFileSystemEntries(_folder.FullPath), Has.Length.EqualTo(1));
    }
}
