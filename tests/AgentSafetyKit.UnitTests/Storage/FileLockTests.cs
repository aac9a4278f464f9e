using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Storage;

public sealed class FileLockTests
{
    private TemporaryFolder _folder = null!;

    private string Path => _folder.At("locks/vm.lock");

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void One_holder_at_a_time_even_within_one_process()
    {
        using (FileLock? first = FileLock.TryTake(Path))
        {
            Assert.That(first, Is.Not.Null);
            Assert.That(FileLock.TryTake(Path), Is.Null);
            Assert.That(FileLock.TryShare(Path), Is.Null);
            Assert.That(FileLock.HolderOf(Path), Is.EqualTo(Environment.ProcessId));
        }

        using FileLock? second = FileLock.TryTake(Path);
        Assert.That(second, Is.Not.Null);
    }

    [Test]
    public void A_lock_file_removed_while_others_wait_for_it_does_not_make_two_holders()
    {
        int inside = 0, most = 0;
        long until = Environment.TickCount64 + 1500;
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            while (Environment.TickCount64 < until)
            {
                using FileLock? held = FileLock.TryTakeQuietly(Path);
                if (held is null)
                    continue;
                int now = Interlocked.Increment(ref inside);
                most = Math.Max(most, now);
                Thread.Yield();
                Interlocked.Decrement(ref inside);
                File.Delete(Path);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.That(most, Is.EqualTo(1));
    }

    [Test]
    public void With_its_folder_a_lock_holds_even_where_its_file_is_removed_under_it()
    {
        using (FileLock? first = FileLock.TryTakeWithFolder(Path))
        {
            Assert.That(first, Is.Not.Null);
            Assert.That(FileLock.TryTakeWithFolder(Path), Is.Null);
            File.Delete(Path);
            Assert.That(FileLock.TryTakeWithFolder(Path), Is.Null);
        }

        using FileLock? second = FileLock.TryTakeWithFolder(Path);
        Assert.That(second, Is.Not.Null);
    }

    [Test]
    public void Shares_go_together_and_keep_the_whole_away()
    {
        using FileLock? one = FileLock.TryShare(Path);
        using (FileLock? two = FileLock.TryShare(Path))
        {
            Assert.That(one, Is.Not.Null);
            Assert.That(two, Is.Not.Null);
        }

        Assert.That(FileLock.TryTake(Path), Is.Null);
    }

    [Test]
    public async Task Another_process_keeps_us_out_until_it_dies_however_it_dies()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        Libc.Pipe(out FileDescriptor read, out FileDescriptor write).Check("pipe2");
        using FileDescriptor reading = read;
        ChildProcess holder = ChildProcess.Start(
            CommandSpec.Of("flock", Path, "-c", "echo held; exec sleep 60"), new SpawnOptions { StandardOutput = write, NewProcessGroup = true });
        write.Dispose();
        Libc.Read(reading, new byte[8], out int count).Check("read");
        Assert.That(count, Is.GreaterThan(0));

        Assert.That(FileLock.TryTake(Path), Is.Null);
        holder.Send(Signal.Kill);
        await holder.Exit;

        using FileLock taken = await FileLock.TakeAsync(Path, null, new CancellationTokenSource(10_000).Token);
        Assert.That(FileLock.HolderOf(Path), Is.EqualTo(Environment.ProcessId));
    }

    [Test]
    public async Task Children_started_while_it_is_held_do_not_keep_it()
    {
        ChildProcess child;
        using (FileLock.TryTake(Path))
            child = ChildProcess.Start(CommandSpec.Of("sleep", "60"), new SpawnOptions { NewProcessGroup = true });

        using (FileLock? again = FileLock.TryTake(Path))
            Assert.That(again, Is.Not.Null);
        child.Send(Signal.Kill);
        await child.Exit;
    }

    [Test]
    public async Task Whoever_waits_is_told_once_who_has_it_and_gets_it_next()
    {
        var told = new List<int>();
        FileLock first = FileLock.TryTake(Path)!;
        Task<FileLock> waiting = FileLock.TakeAsync(Path, told.Add, CancellationToken.None);
        await Task.Delay(200);
        Assert.That(waiting.IsCompleted, Is.False);

        first.Dispose();
        using FileLock second = await waiting.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.That(told, Is.EqualTo(new[] { Environment.ProcessId }));
    }

    [Test]
    public void Whoever_gives_up_waiting_has_nothing()
    {
        using FileLock? first = FileLock.TryTake(Path);
        using var giveUp = new CancellationTokenSource(100);

        Assert.CatchAsync<OperationCanceledException>(() => FileLock.TakeAsync(Path, null, giveUp.Token));
    }

    [Test]
    public void Many_takers_never_hold_it_together()
    {
        int inside = 0, together = 0;
        Parallel.For(0, 8, i =>
        {
            for (int n = 0; n < 50; n++)
            {
                using FileLock? taken = FileLock.TryTake(Path);
                if (taken is null)
                    continue;
                together += Interlocked.Increment(ref inside) > 1 ? 1 : 0;
                Thread.Yield();
                Interlocked.Decrement(ref inside);
            }
        });

        Assert.That(together, Is.Zero);
    }

    [Test]
    public void A_lock_file_that_says_nothing_has_no_known_holder()
    {
        Assert.That(FileLock.HolderOf(Path), Is.Zero, "missing");
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        File.WriteAllText(Path, "no number");
        Assert.That(FileLock.HolderOf(Path), Is.Zero);
    }

    [Test]
    public void A_quiet_holder_writes_nothing_and_is_known_all_the_same()
    {
        using (FileLock? quiet = FileLock.TryTakeQuietly(Path))
        {
            Assert.That(quiet, Is.Not.Null);
            Assert.That(new FileInfo(Path).Length, Is.Zero);
            Assert.That(FileLock.TryTake(Path), Is.Null);
            Assert.That(FileLock.HolderOf(Path), Is.EqualTo(Environment.ProcessId));
        }

        Assert.That(FileLock.HolderOf(Path), Is.Zero);
        using (FileLock? loud = FileLock.TryTake(Path))
            Assert.That(loud, Is.Not.Null);
        using FileLock? after = FileLock.TryTakeQuietly(Path);
        Assert.That(new FileInfo(Path).Length, Is.Zero, "the number of another holder is not left to be believed");
    }

    [Test]
    public void A_symbolic_link_is_not_followed()
    {
        File.WriteAllText(_folder.At("precious"), "data");
        File.CreateSymbolicLink(_folder.At("lock"), _folder.At("precious"));

        Assert.That(Assert.Throws<SystemCallException>(() => FileLock.TryTake(_folder.At("lock")))!.Errno, Is.EqualTo(Errno.ELOOP));
        Assert.That(File.ReadAllText(_folder.At("precious")), Is.EqualTo("data"));
    }
}
