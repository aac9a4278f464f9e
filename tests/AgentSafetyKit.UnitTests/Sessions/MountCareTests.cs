using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Mounts.Tripwires;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Sessions;

/// <summary>A guest can bring the process that serves its folder to give up; the next one goes on where that one was.</summary>
public sealed class MountCareTests
{
    private readonly GuestPath _path = new();
    private TemporaryFolder _folder = null!;
    private string _source = "";
    private MountStore _store = null!;
    private TripwireStore _tripwires = null!;
    private RunStore _runs = null!;
    private FolderMounts _mounts = null!;
    private MountWish _wish = null!;

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TemporaryFolder();
        _source = Path.Combine(_folder.FullPath, "w");
        Directory.CreateDirectory(_source);
        for (int i = 0; i < 100; i++)
            File.WriteAllText(Path.Combine(_source, $"f{i}"), "text");
        KitPaths paths = KitPaths.From(name => name == "AGSEKIT_HOME" ? _folder.FullPath : null, 0);
        (_store, _tripwires, _runs) = (new MountStore(paths), new TripwireStore(paths), new RunStore(paths, TimeProvider.System));
        // Nobody serves it: what the next one finds is looked at here.
        _mounts = new FolderMounts(_store, id => CommandSpec.Of("false", id), TimeProvider.System) { Runs = _runs };
        _wish = new MountWish { Source = _source, Target = "/home/u/w", Machine = "m", MaxRunBytes = 100_000, MaxRunFiles = 2, Tripwire = new TripwireLimits { Files = 5, Seconds = 600 } };
    }

    [TearDown]
    public void RemoveFolder()
    {
        _path.Dispose();
        _folder.Dispose();
    }

    [TestCase(false, TestName = "a server that gave up under a run is followed by one that knows as much")]
    [TestCase(true, TestName = "a server that gave up under a mount that is to stay is followed by one that knows as much")]
    public async Task What_a_guest_has_used_up_and_that_it_is_stopped_outlives_the_server(bool isKept)
    {
        if (!isKept)
            Begin("r1");
        TrippedMount stopped = await LoseAsync();
        await GiveUpAsync(isKept);
        Assert.That(_tripwires.All().Single().At, Is.EqualTo(stopped.At), "and it is still asked about");
        using (MountCare next = Care())
        {
            Assert.That((next.Tripwire!.State, next.Limits.Used), Is.EqualTo((TripwireState.Paused, new RunUse(61_440, 1))));
            using GuardedFolder folder = Serve(next);
            Assert.That((Write(folder, "other"), Remove(folder, 50)), Is.EqualTo((Errno.EDQUOT, Errno.ERESTART)));
        }

        _tripwires.Answer(stopped, TripwireAnswer.Undo);
        await GiveUpAsync(isKept);
        using MountCare last = Care();
        Assert.That(last.Tripwire!.State, Is.EqualTo(TripwireState.Refusing));
    }

    [Test]
    public async Task The_word_to_go_on_is_heard_by_the_next_server()
    {
        Begin("r1");
        TrippedMount stopped = await LoseAsync();
        _tripwires.Answer(stopped, TripwireAnswer.Continue);
        await GiveUpAsync(isKept: false);
        using MountCare next = Care();
        await next.WorkAsync(new CancellationToken(canceled: true));
        Assert.That((next.Tripwire!.State, _tripwires.Find(_wish.Id)), Is.EqualTo((TripwireState.Released, (TrippedMount?)null)));
    }

    [TestCase(true)]
    [TestCase(false, Description = "its end was not seen by us")]
    public async Task A_new_run_begins_with_nothing_used_up_and_nobody_stopped(bool isClosed)
    {
        RunRecord run = Begin("r1");
        await LoseAsync();
        await GiveUpAsync(isKept: false);
        run = run with { EndedAt = DateTimeOffset.UnixEpoch };
        _runs.Save(run);
        if (isClosed)
        {
            _mounts.ForgetEnded(run);
            Assert.That(_tripwires.All(), Is.Empty);
        }

        Begin("r2");
        await GiveUpAsync(isKept: false);
        using MountCare next = Care();
        Assert.That((next.Tripwire!.State, next.Limits.Used), Is.EqualTo((TripwireState.Armed, new RunUse(0, 0))));
    }

    [Test]
    public async Task Another_run_that_joins_under_the_next_server_begins_with_nothing_used_up_as_under_the_first()
    {
        Begin("r1");
        await LoseAsync();
        Begin("r2");
        await GiveUpAsync(isKept: false);
        using MountCare next = Care();
        await next.WorkAsync(new CancellationToken(canceled: true));
        Assert.That((next.Tripwire!.State, next.Limits.Used), Is.EqualTo((TripwireState.Paused, new RunUse(0, 0))), "the first one is still stopped");
    }

    [Test]
    public async Task Nobody_gets_other_rules_while_a_stopped_run_goes_on()
    {
        Begin("r1");
        await LoseAsync();
        KitException refused = Assert.ThrowsAsync<KitException>(() => _mounts.UseAsync(_wish with { Tripwire = null }, CancellationToken.None))!;
        Assert.That((refused.What.English.Contains("in another way", StringComparison.Ordinal), _tripwires.All().Count), Is.EqualTo((true, 1)));
    }

    /// <summary>What the first server has seen: a file of 60 000 bytes, and five files lost at once.</summary>
    private async Task<TrippedMount> LoseAsync()
    {
        using MountCare care = Care();
        // The clock that files get their times from ticks a few times in a hundredth of a second.
        Thread.Sleep(30);
        using (GuardedFolder folder = Serve(care))
        {
            Assert.That(Write(folder, "big"), Is.EqualTo(Errno.Ok));
            for (int i = 0; i < 4; i++)
                Assert.That(Remove(folder, i), Is.EqualTo(Errno.Ok));
            Assert.That(Remove(folder, 4), Is.EqualTo(Errno.ERESTART));
        }

        await care.WorkAsync(new CancellationToken(canceled: true));
        _store.Save(_wish.ToRecord(DateTimeOffset.UnixEpoch) with { State = MountState.Broken });
        return _tripwires.Find(_wish.Id)!;
    }

    /// <summary>As whoever sees that nobody serves it any more.</summary>
    private async Task GiveUpAsync(bool isKept)
    {
        if (isKept)
            await File.WriteAllBytesAsync(_store.KeepFile(_wish.Id), []);
        KitException failed = Assert.ThrowsAsync<KitException>(() => isKept ? _mounts.RepairAsync(_wish.Id, CancellationToken.None) : _mounts.UseAsync(_wish, CancellationToken.None))!;
        Assert.That(failed.Code, Is.EqualTo(ErrorCode.MountFailed));
    }

    private RunRecord Begin(string id)
    {
        var run = new RunRecord { Id = id, Agent = "a", Machine = "m", Folder = _source, StartedAt = DateTimeOffset.UnixEpoch, Watcher = ProcessIdentity.Of(Environment.ProcessId) };
        _runs.Save(run);
        return run;
    }

    private MountCare Care() => new(_wish.ToRecord(DateTimeOffset.UnixEpoch), _store, _tripwires, _runs, TimeProvider.System);

    private GuardedFolder Serve(MountCare care) => GuardedFolder.Open(_source, new GuardedFolderOptions { Limits = care.Limits, Tripwire = care.Tripwire, Journal = care.Journal });

    private Errno Write(GuardedFolder folder, string name)
    {
        Take(name);
        Errno errno = folder.OpenFile(_path, new FileOpening { Write = true, Create = true }, out GuardedFile? file);
        using (file)
            return errno == Errno.Ok ? file!.Write(new byte[60_000], 0) : errno;
    }

    private Errno Remove(GuardedFolder folder, int number)
    {
        Take($"f{number}");
        return folder.RemoveFile(_path);
    }

    private void Take(string name)
    {
        _path.Forget();
        _path.Take(Encoding.UTF8.GetBytes(name));
    }
}
