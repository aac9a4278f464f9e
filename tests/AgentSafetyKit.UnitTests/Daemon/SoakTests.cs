using System.Globalization;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Storage;
using AgentSafetyKit.UnitTests.Supervision;

namespace AgentSafetyKit.UnitTests.Daemon;

/// <summary>A day and more of the daemon in some seconds: what it takes does not grow.</summary>
[NonParallelizable]
public sealed class SoakTests
{
    private const int Rounds = 10_000, Changes = 800, WarmChanges = 200;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly SteppedTime _time = new();
    private string _home = "";

    [SetUp]
    public void MakeHome() => _home = Directory.CreateTempSubdirectory("agsekit-soak-").FullName;

    [TearDown]
    public void RemoveHome() => Directory.Delete(_home, recursive: true);

    [Test]
    public async Task Ten_thousand_rounds_and_hundreds_of_changes_of_the_configuration_leave_nothing_behind()
    {
        var kit = new KitServices(KitPaths.From(name => name == "AGSEKIT_HOME" ? _home : null, 1000), _time);
        var log = new CountingLog();
        using var stop = new CancellationTokenSource();
        Write(0);
        Task life = new DaemonLife(kit, log, "0").RunAsync(stop.Token);
        await NextChange(life, log, 0);
        Footprint before = Footprint.None;
        for (int round = 1; round <= Changes; round++)
        {
            long seen = log.Changes;
            Write(round);
            await NextChange(life, log, seen);
            if (round == WarmChanges)
                before = Footprint.Now();
        }

        // How many rounds fit between two changes is a matter of the machine's speed.
        while (_time.Passed <= Round * Rounds)
        {
            _time.Pass(Round);
            await Task.Delay(1);
        }

        var after = Footprint.Now();
        await stop.CancelAsync();
        while (!life.IsCompleted)
        {
            _time.Pass(Round);
            await Task.Delay(5);
        }

        await life;
        TestContext.Out.WriteLine($"before {before}\nafter  {after}\n{log.Changes} changes in {_time.Passed}");
        Assert.Multiple(() =>
        {
            Assert.That(_time.Passed, Is.GreaterThan(Round * Rounds));
            Assert.That(after.Heap, Is.LessThan(before.Heap + (1 << 20)), "the heap");
            Assert.That(after.Descriptors, Is.LessThanOrEqualTo(before.Descriptors + 4), "open files");
            Assert.That(after.Threads, Is.LessThanOrEqualTo(before.Threads + 8), "threads");
            Assert.That(after.Resident, Is.LessThan(before.Resident + (48 << 20)), "resident memory");
        });
    }

    /// <summary>Another port each time, another folder now and then.</summary>
    private void Write(int round)
    {
        string folder = Path.Combine(_home, "folders", round % 40 < 20 ? "one" : "two");
        Directory.CreateDirectory(folder);
        string file = Path.Combine(_home, "config.yaml"), next = file + ".next";
        File.WriteAllText(next, string.Create(CultureInfo.InvariantCulture, $$$"""
            vms: {box: {cpu: 1, ram: 1G, disk: 5G, provider: qemu, auto_ports: true, port-forwarding: [{type: local, host-addr: "127.0.0.1:{{{20000 + (round % 1000)}}}", vm-addr: "127.0.0.1:80"}]}}
            mounts: [{source: {{{folder}}}, min_free_space: 1M, first_backup: false}]
            global: {idle: {unmount_after: {{{1 + (round % 50)}}}h}}
            """));
        File.SetUnixFileMode(next, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(next, file, overwrite: true);
    }

    private async Task NextChange(Task life, CountingLog log, long seen)
    {
        long begin = TimeProvider.System.GetTimestamp();
        while (log.Changes == seen)
        {
            if (life.IsCompleted)
                await life;
            Assert.That(TimeProvider.System.GetElapsedTime(begin), Is.LessThan(Patience), log.Last);
            _time.Pass(Round);
            await Task.Yield();
            if (log.Changes == seen)
                Thread.Sleep(0);
        }
    }

    private sealed record Footprint(long Heap, int Descriptors, int Threads, long Resident)
    {
        public static Footprint None { get; } = new(0, 0, 0, 0);

        public static Footprint Now()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            return new Footprint(
                GC.GetTotalMemory(forceFullCollection: true), Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(), Directory.EnumerateFileSystemEntries("/proc/self/task").Count(), Environment.WorkingSet);
        }
    }

    private sealed class CountingLog : ILogSink
    {
        private long _changes;

        public long Changes => Interlocked.Read(ref _changes);

        public string Last { get; private set; } = "";

        public void Write(LogLine line)
        {
            Last = line.Message;
            if (line.Event?.Kind == "config.applied")
                Interlocked.Increment(ref _changes);
        }
    }
}
