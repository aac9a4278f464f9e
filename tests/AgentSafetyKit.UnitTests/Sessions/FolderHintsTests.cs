using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.UnitTests.Sessions;

public sealed class FolderHintsTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task A_change_ends_the_wait_at_once_and_a_quiet_folder_does_not()
    {
        using var hints = new FolderHints(_folder.FullPath, null, TimeProvider.System);
        hints.Follow(IgnoreRules.None);
        await WaitUntilHeard(hints, 0);
        long quiet = hints.Changes;
        await hints.WaitAsync(TimeSpan.FromMilliseconds(300), CancellationToken.None);
        Assert.That(hints.Changes, Is.EqualTo(quiet));

        Task waiting = hints.WaitAsync(TimeSpan.FromMinutes(10), CancellationToken.None);
        File.WriteAllText(_folder.At("a"), "1");
        await waiting.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.That(hints.Changes, Is.GreaterThan(quiet));
    }

    [Test]
    public async Task What_the_rules_leave_out_is_no_hint_but_a_change_of_them_is()
    {
        Directory.CreateDirectory(_folder.At("out"));
        using var hints = new FolderHints(_folder.FullPath, null, TimeProvider.System);
        hints.Follow(new IgnoreRules(["out/", "*.log", ".backupignore"], []));
        await WaitUntilHeard(hints, 0);
        long quiet = hints.Changes;
        File.WriteAllText(_folder.At("out/a"), "1");
        File.WriteAllText(_folder.At("b.log"), "1");
        await Task.Delay(300);
        Assert.That(hints.Changes, Is.EqualTo(quiet));
        File.WriteAllText(_folder.At(".backupignore"), "x");
        await WaitUntilHeard(hints, quiet);
    }

    [Test]
    public async Task A_mounts_counter_counts_only_where_nothing_else_hears()
    {
        long counter = 5;
        using var hints = new FolderHints(_folder.FullPath, () => counter, TimeProvider.System);
        long before = hints.Changes;
        counter++;
        Assert.That(hints.Changes, Is.Not.EqualTo(before), "nothing is watched yet");
        long begin = Environment.TickCount64;
        await hints.WaitAsync(TimeSpan.FromMinutes(10), CancellationToken.None);
        Assert.That(Environment.TickCount64 - begin, Is.LessThan(10_000), "it is looked at now and then");
        before = hints.Changes;
        hints.Follow(IgnoreRules.None);
        await WaitUntilHeard(hints, before);
        before = hints.Changes;
        counter++;
        Assert.That(hints.Changes, Is.EqualTo(before));
    }

    [Test]
    public void A_counter_that_can_not_be_read_is_said()
    {
        bool broken = true;
        using var hints = new FolderHints(_folder.FullPath, () => broken ? throw new IOException("the disk is gone") : 1, TimeProvider.System);
        Assert.That((hints.Changes, hints.Trouble.English), Is.EqualTo((0, "the disk is gone")));
        broken = false;
        Assert.That((hints.Changes, hints.Trouble.IsEmpty), Is.EqualTo((0, true)));
    }

    private static async Task WaitUntilHeard(FolderHints hints, long before)
    {
        for (int tries = 0; tries < 2000 && hints.Changes == before; tries++)
            await Task.Delay(10);
        Assert.That(hints.Changes, Is.Not.EqualTo(before));
    }
}
