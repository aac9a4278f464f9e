using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.FileTree;

/// <summary>
/// Hears, by inotify(7), that something changes in a folder or anywhere beneath, and counts it: a hint that a snapshot is worth the look, never a proof that none is (a store through a mapping is silent,
/// and so is what another machine does on a network disk). Costs nothing while nothing changes. When the kernel loses events or refuses watches it says why and is deaf until it is tried again; it then
/// counts one change, because there may have been any. Never follows a link, and keeps no folder open, so a disk can be unmounted under it.
/// </summary>
public sealed class FolderWatch : IDisposable
{
    private const int ThreadStack = 256 * 1024;

    /// <summary>Milliseconds. Longer is not waited for; a full check is better then.</summary>
    private const int LongestReading = 2000;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);
    private readonly FolderWatchSpec _spec;
    private readonly FileDescriptor _wakeUp;
    private readonly FileDescriptor _waker;
    private readonly Thread _thread;
    private volatile Func<TreePath, bool, bool>? _excludes;
    private volatile Status _status = new(FolderWatchState.Starting, Text.None);
    private volatile bool _ending;
    private volatile bool _rebuilds;
    private int _woken;
    private long _changes;
    private readonly HeardFolders _heard = new();
    private readonly Lock _reading = new();
    private long _wanted;
    private long _readTo;
    private bool _hasGaps;
    private int _folders;

    /// <param name="spec">What to watch.</param>
    /// <param name="excludes">What is left out, asked with a path and whether it is a folder; null: nothing. Only asked on the watch's own thread.</param>
    public FolderWatch(FolderWatchSpec spec, Func<TreePath, bool, bool>? excludes)
    {
        _spec = spec;
        _excludes = excludes;
        Libc.Pipe(out _wakeUp, out _waker).Check("pipe2");
        _thread = new Thread(Run, ThreadStack) { IsBackground = true, Name = "folder watch" };
        _thread.Start();
    }

    /// <summary>Grows with every change heard of, and by one whenever changes may have been missed.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    public FolderWatchState State => _status.State;

    /// <summary>Why it hears nothing; none while it does.</summary>
    public Text Reason => _status.Reason;

    /// <summary>How many folders are watched now.</summary>
    public int Folders => Volatile.Read(ref _folders);

    /// <summary>
    /// Where something changed since the last <see cref="Forget"/>. The kernel puts an event into the queue before the call that caused it returns; so once the queue is read to its end, all that was over when we were asked is known.
    /// Null: something may have been missed, or there are folders that are not watched.
    /// </summary>
    public FolderHeard? Heard()
    {
        long wanted = Interlocked.Increment(ref _wanted);
        for (long waited = 0; State == FolderWatchState.Watching && waited < LongestReading; waited++)
        {
            if (waited == 0)
                Wake();
            lock (_reading)
            {
                if (_readTo >= wanted)
                    return _hasGaps ? null : _heard.Look();
            }

            Thread.Sleep(1);
        }

        return null;
    }

    /// <summary>All that was heard then has been looked at since.</summary>
    public void Forget(FolderHeard looked) => _heard.Forget(looked);

    /// <summary>From now on something else is left out: begins anew.</summary>
    public void Follow(Func<TreePath, bool, bool>? excludes)
    {
        _excludes = excludes;
        _rebuilds = true;
        Wake();
    }

    /// <summary>Looks whether the path still leads to the folder that is watched: a folder above may have been renamed, or a disk mounted over it, and neither is heard of.</summary>
    public void Verify() => Wake();

    public void Dispose()
    {
        if (_ending)
            return;
        _ending = true;
        Wake();
        if (Thread.CurrentThread != _thread)
            _thread.Join();
        _wakeUp.Dispose();
        _waker.Dispose();
    }

    private void Run()
    {
        var pauses = new BackOff(_spec.FailurePause, LongestPause);
        while (!_ending)
        {
            try
            {
                WatchUntilLost();
                pauses.Reset();
            }
            catch (SystemCallException e) when (e.Errno is Errno.ENOENT or Errno.ENOTDIR)
            {
                Enter(FolderWatchState.Absent, Text.Verbatim(e.Message));
                Pause(_spec.AbsentPause);
            }
            catch (SystemCallException e)
            {
                Enter(FolderWatchState.Degraded, Why(e));
                Pause(pauses.Next());
            }
        }
    }

    /// <summary>Returns when it has to begin anew.</summary>
    private void WatchUntilLost()
    {
        _rebuilds = false;
        WatchQueue.Open(out WatchQueue queue).Check("inotify_init1");
        using (queue)
        {
            using var tree = new WatchedTree(queue, _spec.Path, _spec.MostFolders, _excludes, () => _ending || _rebuilds);
            tree.Build();
            _heard.BeginEpoch();
            Count(1);
            Volatile.Write(ref _folders, tree.Count);
            Enter(FolderWatchState.Watching, Text.None);
            var reader = new WatchReader(queue, tree, _heard);
            while (!_ending && !_rebuilds)
            {
                tree.CloseOpened();
                if (reader.IsAtEnd && queue.WaitOrWake(_wakeUp))
                {
                    Drain();
                    if (!_ending && !_rebuilds && !tree.IsRootInPlace())
                        break;
                }

                long wanted = Interlocked.Read(ref _wanted);
                int heard = reader.ReadAll(out bool rootIsLost);
                Volatile.Write(ref _folders, tree.Count);
                if (heard > 0 || rootIsLost)
                    Count(Math.Max(heard, 1));
                if (heard > 0 || rootIsLost)
                    _spec.Notify();
                if (rootIsLost)
                    break;
                if (reader.IsAtEnd)
                    SetRead(wanted, tree.HasGaps);
            }
        }

        Volatile.Write(ref _folders, 0);
        // Whoever waits for the state must not take this one for the next.
        _status = new Status(FolderWatchState.Starting, Text.None);
    }

    private void SetRead(long wanted, bool hasGaps)
    {
        lock (_reading)
            (_readTo, _hasGaps) = (wanted, hasGaps);
    }

    private void Count(int changes) => Interlocked.Add(ref _changes, changes);

    private void Enter(FolderWatchState state, Text reason)
    {
        _status = new Status(state, reason);
        if (state != FolderWatchState.Watching)
            Volatile.Write(ref _folders, 0);
        _spec.Notify();
    }

    private void Pause(TimeSpan pause)
    {
        if (_ending || _rebuilds)
            return;
        Span<PollEvents> events = [PollEvents.Input];
        Libc.Poll([_wakeUp], events, (int)pause.TotalMilliseconds).Check("poll");
        if (events[0] != PollEvents.None)
            Drain();
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _woken, 1) == 0)
            Libc.Write(_waker, "!"u8, out _).Check("write");
    }

    private void Drain()
    {
        // First this: who wakes us from now on writes another byte, and none is lost.
        Volatile.Write(ref _woken, 0);
        Span<byte> one = stackalloc byte[1];
        Libc.Read(_wakeUp, one, out _).Check("read");
    }

    private Text Why(SystemCallException failure) => failure.Errno switch
    {
        Errno.ENOSPC => new Text(
            "the system watches no more folders for this user (the limit is fs.inotify.max_user_watches; sudo sysctl fs.inotify.max_user_watches=1048576 raises it)",
            "система больше не следит за папками для этого пользователя (предел — fs.inotify.max_user_watches; поднять его: sudo sysctl fs.inotify.max_user_watches=1048576)"),
        Errno.EMFILE or Errno.ENFILE => new Text(
            "too many programs of this user watch folders, or too many files are open (the limits are fs.inotify.max_user_instances and ulimit -n)",
            "слишком много программ этого пользователя следят за папками или открыто слишком много файлов (пределы — fs.inotify.max_user_instances и ulimit -n)"),
        Errno.EOVERFLOW => new Text($"there are more than {_spec.MostFolders} folders", $"папок больше {_spec.MostFolders}"),
        Errno.ENOBUFS => new Text(
            "more changed at once than the system keeps in mind (the limit is fs.inotify.max_queued_events)",
            "за раз изменилось больше, чем система запоминает (предел — fs.inotify.max_queued_events)"),
        Errno.ESTALE => new Text("folders were moved about faster than could be followed", "папки перемещались быстрее, чем удавалось уследить"),
        _ => Text.Verbatim(failure.Message),
    };

    private sealed record Status(FolderWatchState State, Text Reason);
}
