using System.Text;
using AgentSafetyKit.Mounts.Journal;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.UnitTests.Mounts;

public sealed class ChangeBookTests
{
    [Test]
    public void A_million_writes_to_one_file_are_one_event_and_cost_no_memory()
    {
        var book = new ChangeBook(TimeProvider.System);
        byte[] path = "src/one"u8.ToArray();
        book.Record(new MountChange(MountChangeKind.FileWritten, path, [], 10));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 1; i < 1_000_000; i++)
            book.Record(new MountChange(MountChangeKind.FileWritten, path, [], 10));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(10_000));
        MountEvent only = book.Take().Single();
        Assert.That((only.Kind, only.Path, only.To, only.Count, only.Bytes), Is.EqualTo((MountChangeKind.FileWritten, "src/one", (string?)null, 1_000_000L, 10_000_000L)));
        Assert.That(book.Take(), Is.Empty);
    }

    [Test]
    public void More_paths_than_are_told_are_counted_by_what_was_done()
    {
        var book = new ChangeBook(TimeProvider.System);
        for (int i = 0; i < 100_000; i++)
            book.Record(new MountChange(i % 2 == 0 ? MountChangeKind.FileCreated : MountChangeKind.FileRemoved, Encoding.UTF8.GetBytes($"f{i}"), [], 0));
        IReadOnlyList<MountEvent> taken = book.Take();
        Assert.That(taken, Has.Count.LessThanOrEqualTo(ChangeBook.MostEvents + 2));
        Assert.That((taken.Where(one => one.Kind == MountChangeKind.FileCreated).Sum(one => one.Count), taken.Sum(one => one.Count)), Is.EqualTo((50_000L, 100_000L)));
    }

    [Test]
    public void Both_names_of_a_rename_are_told_and_what_a_guest_chose_is_escaped()
    {
        var book = new ChangeBook(TimeProvider.System);
        book.Record(new MountChange(MountChangeKind.Renamed, "a\u001b[31m"u8, "b\n"u8, 0));
        MountEvent told = book.Take().Single();
        Assert.That(told.Path + told.To, Does.Not.Contain('\u001b').And.Not.Contain('\n').And.StartsWith("a").And.Contain("b"));
    }

    [Test]
    public void A_file_that_came_to_lie_deeper_than_any_path_is_counted_by_what_was_done()
    {
        var book = new ChangeBook(TimeProvider.System);
        byte[] deep = [.. Enumerable.Repeat((byte)'d', 20_000)];
        book.Record(new MountChange(MountChangeKind.FileWritten, deep, [], 7));
        book.Record(new MountChange(MountChangeKind.Renamed, "a"u8, deep, 0));
        Assert.That(book.Take().Select(told => (told.Kind, told.Path, told.To, told.Bytes)), Is.EqualTo(new[] { (MountChangeKind.FileWritten, "", (string?)null, 7L), (MountChangeKind.Renamed, "", null, 0L) }));
    }

    [Test]
    public void The_log_goes_on_after_a_restart_and_over_a_line_a_crash_cut_off()
    {
        string folder = Directory.CreateTempSubdirectory("agsekit-log-").FullName, file = Path.Combine(folder, "journal", "one.jsonl");
        try
        {
            DateTimeOffset at = DateTimeOffset.UtcNow;
            MountEvent Event(string path) => new(at, MountChangeKind.FileCreated, path, null, 1, 0) { Run = "r" };
            new ChangeLog(file).Append([Event("first")]);
            File.AppendAllText(file, "{\"at\":\"20");
            new ChangeLog(file).Append([Event("second"), Event("third")]);
            Assert.That(new ChangeLog(file).Read(at, at).Select(told => told.Path), Is.EqualTo(new[] { "first", "second", "third" }));
            var small = new ChangeLog(file, full: 1);
            small.Append([Event("fourth")]);
            Assert.That(small.Read(at, at).Select(told => told.Path), Is.EqualTo(new[] { "first", "second", "third", "fourth" }));
            small.Append([Event("fifth")]);
            Assert.That(small.Read(at, at).Select(told => told.Path), Is.EqualTo(new[] { "fourth", "fifth" }), "the oldest go");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
