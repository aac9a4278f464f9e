using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Mounts.Sftp;
using AgentSafetyKit.Mounts.Tripwires;

namespace AgentSafetyKit.UnitTests.Mounts;

/// <summary>What counts for a tripwire and for how long, asked of the folder itself.</summary>
public sealed class TripwireCountingTests
{
    private readonly StoppedWatch _time = new();
    private readonly GuestPath _path = new();
    private readonly GuestPath _other = new();
    private string _root = "";
    private Tripwire _wire = null!;
    private GuardedFolder _folder = null!;

    [SetUp]
    public void Make() => _root = Directory.CreateTempSubdirectory("agsekit-wire-").FullName;

    [TearDown]
    public void Remove()
    {
        _folder?.Dispose();
        _wire?.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [TestCase("src", "node_modules", TestName = "a folder is moved to be one that counts as one")]
    [TestCase("src", "build/kept", TestName = "a folder is moved into one that git ignores")]
    [TestCase("src", "swapped", TestName = "a folder is moved to where another one with rules of its own was")]
    public void What_is_moved_into_what_counts_as_one_still_counts_as_its_files(string from, string to)
    {
        Files("src", 40);
        Files("src/deep", 10);
        Put(".gitignore", "build/\n");
        Put("build/out", "x");
        Put("swapped/.gitignore", "*\n");
        Put("swapped/out", "x");
        Serve();
        Assert.That(Remove("swapped/out"), Is.EqualTo(Errno.Ok));
        Assert.That(Move("swapped", "elsewhere"), Is.EqualTo(Errno.Ok));
        Assert.That(Move(from, to), Is.EqualTo(Errno.Ok));
        int removed = 0;
        while (removed < 40 && Remove($"{to}/f{removed}") == Errno.Ok)
            removed++;
        Assert.That((removed < 20, _wire.State), Is.EqualTo((true, TripwireState.Paused)), $"{removed} of 50 files went");
    }

    [Test]
    public void Files_moved_one_by_one_into_what_counts_as_one_still_count()
    {
        Files("src", 40);
        Directory.CreateDirectory(Path.Combine(_root, "node_modules"));
        Serve();
        for (int i = 0; i < 40; i++)
            Assert.That(Move($"src/f{i}", $"node_modules/f{i}"), Is.EqualTo(Errno.Ok));
        int removed = 0;
        while (removed < 40 && Remove($"node_modules/f{removed}") == Errno.Ok)
            removed++;
        Assert.That((removed < 20, _wire.State), Is.EqualTo((true, TripwireState.Paused)), $"{removed} of 40 files went");
    }

    [Test]
    public void Dummies_around_what_is_moved_hide_nothing()
    {
        Files("src", 60);
        Directory.CreateDirectory(Path.Combine(_root, "d"));
        Serve();
        Thread.Sleep(30);
        Files("d", 20_001);
        Assert.That(Move("src", "d/src"), Is.EqualTo(Errno.Ok));
        Assert.That(Move("d", "node_modules"), Is.EqualTo(Errno.Ok));
        Assert.That(Alarm("node_modules/src"), Is.LessThan(40));
        _wire.Release();
        _time.Passed += TimeSpan.FromSeconds(60);
        Files("venv", 60);
        Thread.Sleep(30);
        _wire.Begin();
        for (int i = 0; i < 60; i++)
            Assert.That(Remove($"venv/f{i}"), Is.EqualTo(Errno.Ok), "a new agent has moved nothing");
    }

    [Test]
    public void What_goes_on_with_the_same_agent_believes_no_rules_of_its_making_and_nothing_it_has_moved()
    {
        Files("src", 60);
        Files("lib", 60);
        Directory.CreateDirectory(Path.Combine(_root, "node_modules"));
        Serve();
        Thread.Sleep(30);
        Put(".gitignore", "lib/\n");
        Assert.That(Move("src", "node_modules/src"), Is.EqualTo(Errno.Ok));
        for (int i = 0; i < 20; i++)
            Assert.That(Remove($"lib/f{i}"), Is.EqualTo(Errno.Ok));
        GoOn();
        int removed = 20;
        while (removed < 60 && Remove($"lib/f{removed}") == Errno.Ok)
            removed++;
        Assert.That((removed, _wire.State), Is.EqualTo((36, TripwireState.Paused)), "30 % of 120 and one more, those before included");
        _time.Passed += TimeSpan.FromSeconds(60);
        GoOn();
        Assert.That(Alarm("node_modules/src"), Is.LessThan(40));
    }

    [Test]
    public void After_the_word_to_go_on_a_file_that_is_rewritten_all_the_time_does_not_keep_it_from_listening()
    {
        Files("src", 100);
        Put("busy", "old");
        Serve();
        Assert.That(Alarm("src"), Is.LessThan(40));
        _wire.Release();
        for (int i = 0; i < 30; i++)
        {
            _time.Passed += TimeSpan.FromSeconds(1);
            Assert.That(Empty("busy"), Is.EqualTo(Errno.Ok));
        }

        Assert.That(_wire.State, Is.EqualTo(TripwireState.Armed), "what went on was one file");
        Assert.That(Alarm("src", from: 50), Is.LessThan(90), "and the next burst is heard");
    }

    [Test]
    public void After_the_word_to_go_on_the_burst_goes_on_to_its_end_however_long_it_is()
    {
        Files("src", 200);
        Serve();
        int first = Alarm("src");
        _wire.Release();
        for (int i = first; i < 200; i++)
        {
            _time.Passed += TimeSpan.FromSeconds(0.3);
            Assert.That(Remove($"src/f{i}"), Is.EqualTo(Errno.Ok), $"file {i}");
        }
    }

    [Test]
    public void A_run_that_begins_while_the_connection_is_down_has_its_files_counted_with_the_next_one()
    {
        Files("src", 50);
        Serve();
        _folder.Dispose();
        _wire.Begin();
        _folder = GuardedFolder.Open(_root, new GuardedFolderOptions { Tripwire = _wire });
        Assert.That(Alarm("src"), Is.InRange(10, 20), "30 % of 50");
        Assert.That(_wire.Alarm!.All, Is.EqualTo(50));
    }

    [Test]
    public void A_guest_that_is_held_and_full_is_noticed_when_it_goes()
    {
        Files("src", 50);
        Serve();
        using var client = new RawSftpClient(_folder);
        byte[] file = client.OpenFile("new", 2 | 8);
        Assert.That(Alarm("src"), Is.LessThan(40));
        Assert.That(client.Fill(file), Is.GreaterThan(8_000_000), "so much is held, and then nothing more is taken");
        Assert.That(client.Finish(), Is.EqualTo(SftpEnd.ConnectionLost));
    }

    /// <returns>How many files went before it was stopped.</returns>
    private int Alarm(string folder, int from = 0)
    {
        int at = from;
        while (Remove($"{folder}/f{at}") is var errno && errno != Errno.ERESTART)
        {
            Assert.That(errno, Is.EqualTo(Errno.Ok), $"file {at}");
            at++;
        }

        Assert.That(_wire.State, Is.EqualTo(TripwireState.Paused));
        return at;
    }

    private void Serve()
    {
        _wire = new Tripwire(new TripwireLimits(), _time);
        // The clock that files get their times from ticks a few times in a hundredth of a second.
        Thread.Sleep(30);
        _folder = GuardedFolder.Open(_root, new GuardedFolderOptions { Tripwire = _wire });
    }

    /// <summary>As where the process that serves it was ended, and there is another one.</summary>
    private void GoOn()
    {
        _folder.Dispose();
        using Tripwire before = _wire;
        _wire = new Tripwire(new TripwireLimits(), _time);
        _wire.GoOn(before.SoFar, held: null);
        _folder = GuardedFolder.Open(_root, new GuardedFolderOptions { Tripwire = _wire });
    }

    private void Files(string folder, int count)
    {
        for (int i = 0; i < count; i++)
            Put($"{folder}/f{i}", $"line {i}");
    }

    private void Put(string path, string content)
    {
        string whole = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        File.WriteAllText(whole, content);
    }

    private Errno Remove(string path)
    {
        _path.Take(Encoding.UTF8.GetBytes(path));
        Errno errno = _folder.RemoveFile(_path);
        _path.Forget();
        return errno;
    }

    private Errno Move(string from, string to)
    {
        _path.Take(Encoding.UTF8.GetBytes(from));
        _other.Take(Encoding.UTF8.GetBytes(to));
        Errno errno = _folder.Rename(_path, _other, replace: false);
        _path.Forget();
        _other.Forget();
        return errno;
    }

    private Errno Empty(string path)
    {
        File.WriteAllText(Path.Combine(_root, path), "again");
        _path.Take(Encoding.UTF8.GetBytes(path));
        Errno errno = _folder.OpenFile(_path, new FileOpening { Write = true, Truncate = true }, out GuardedFile? file);
        file?.Dispose();
        return errno;
    }
}
