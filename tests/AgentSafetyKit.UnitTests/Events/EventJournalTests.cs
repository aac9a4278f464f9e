using AgentSafetyKit.Events;

namespace AgentSafetyKit.UnitTests.Events;

public sealed class EventJournalTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("agsekit-events-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Events_count_up_and_outlive_their_writer()
    {
        Assert.That(new EventJournal(_folder).Append(Event("one")).Id, Is.EqualTo(1));
        Assert.That(new EventJournal(_folder).Append(Event("two") with { Folder = "/p", Level = EventLevel.Error }).Id, Is.EqualTo(2));
        KitEvent last = new EventJournal(_folder).After(1).Single();
        Assert.That((last.Id, last.Message, last.MessageRu, last.Folder, last.Level), Is.EqualTo((2L, "two", "two-ru", "/p", EventLevel.Error)));
        Assert.That(File.GetUnixFileMode(Path.Combine(_folder, "events.jsonl")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void It_is_bounded_and_the_newest_are_kept_in_order()
    {
        var journal = new EventJournal(_folder, fullFile: 4096);
        for (int i = 1; i <= 300; i++)
            journal.Append(Event($"event {i}"));
        long[] kept = [.. journal.After(0).Select(happened => happened.Id)];
        Assert.That(kept, Is.EqualTo(Enumerable.Range((int)kept[0], kept.Length)));
        Assert.That((kept[^1], kept.Length > 20), Is.EqualTo((300, true)));
        Assert.That(Directory.EnumerateFiles(_folder).Sum(file => new FileInfo(file).Length), Is.LessThan(2 * 4096 + 512));
        Assert.That(new EventJournal(_folder, fullFile: 4096).LastId, Is.EqualTo(300));
    }

    [Test]
    public void A_line_that_a_crash_cut_off_is_no_event_and_spoils_none()
    {
        new EventJournal(_folder).Append(Event("one"));
        File.AppendAllText(Path.Combine(_folder, "events.jsonl"), "{\"id\":2,\"time");
        var journal = new EventJournal(_folder);
        Assert.That(journal.Append(Event("two")).Id, Is.EqualTo(2));
        Assert.That(journal.After(0).Select(happened => happened.Message), Is.EqualTo(new[] { "one", "two" }));
    }

    [Test]
    public async Task Whoever_waits_is_woken_by_what_is_new_only()
    {
        var journal = new EventJournal(_folder);
        journal.Append(Event("one"));
        Assert.That(journal.WaitAsync(0, CancellationToken.None).IsCompleted);
        Task wait = journal.WaitAsync(1, CancellationToken.None);
        Assert.That(wait.IsCompleted, Is.False);
        journal.Append(Event("two"));
        await wait.WaitAsync(TimeSpan.FromSeconds(5));
    }

    private static KitEvent Event(string message) => new() { Timestamp = DateTimeOffset.UnixEpoch, Kind = "test.event", Message = message, MessageRu = message + "-ru" };
}
