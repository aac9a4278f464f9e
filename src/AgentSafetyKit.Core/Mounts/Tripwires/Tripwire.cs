using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Native;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Mounts.Tripwires;

/// <summary>
/// Sees files lose their content (deleted, emptied, overwritten, replaced) before they do, and stops the guest when too many do so at once. Counted is each file once, and only one that was there before the agent began: what it made itself it
/// may take away again. What is made again by itself counts by the pattern that names it (<see cref="IgnoredGroups"/>), and what git has and puts back not at all (<see cref="GitKeeping"/>). It is an alarm and no wall: whoever is slow enough is
/// not heard, and then there are the snapshots. Thread-safe.
/// </summary>
public sealed class Tripwire(TripwireLimits limits, TimeProvider time) : IDisposable
{
    private const int MostExamples = 10, MostFoldersCounted = 20_000, MostKnown = 1_000_000;

    private readonly Lock _gate = new();
    private readonly Queue<(long At, ulong Key)> _window = new();
    private readonly HashSet<ulong> _counted = [];
    private readonly HashSet<ulong> _agreed = [];
    private readonly MovedFiles _moved = new();
    private readonly List<string> _examples = [];
    private PathWalker? _walker;
    private TreeReader? _tree;
    private IgnoredGroups? _groups;
    private GitKeeping? _git;
    private long _begin;
    private long _busy;
    private int? _all;
    private volatile TripwireState _state;

    /// <summary>Told, on any thread, when <see cref="State"/> changed; has to be quick.</summary>
    public event Action? Changed;

    public TripwireState State => _state;

    /// <summary>While <see cref="TripwireState.Paused"/> or <see cref="TripwireState.Refusing"/>: why.</summary>
    public TripwireAlarm? Alarm { get; private set; }

    /// <summary>Lets go on what is held, and counts anew when this burst is over: when for a window no more was lost than could not be an alarm anyhow. What was lost in it already and is lost again does not prolong it.</summary>
    public void Release() => Become(TripwireState.Released);

    /// <summary>Refuses what is held and everything that comes.</summary>
    public void Refuse() => Become(TripwireState.Refusing);

    public void Dispose()
    {
        lock (_gate)
            _tree?.Dispose();
    }

    /// <summary>A new agent begins: all that is there now was there before it.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _begin = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
            _moved.Begin();
            _groups?.Begin(_begin);
            // While nobody is connected there is nothing to count by: then the next connection does.
            _all = _tree is null ? null : CountFiles();
        }
    }

    /// <summary>What another one needs to go on with the same agent.</summary>
    public TripwireSoFar SoFar
    {
        get
        {
            lock (_gate)
            {
                Age(time.GetTimestamp());
                return new TripwireSoFar(_begin, _all, _counted.Count, _moved.HoldAny);
            }
        }
    }

    /// <summary>Goes on with the agent that another one has heard, before anybody is connected.</summary>
    /// <param name="before">What that one knew. Which files were moved it does not tell: if any were, all count by themselves. What had been lost just then has been lost just now.</param>
    /// <param name="held">Why it had stopped the guest, which stays stopped; null: it had not.</param>
    public void GoOn(TripwireSoFar before, TripwireAlarm? held)
    {
        lock (_gate)
        {
            (_begin, _all) = (before.Begin, before.All);
            if (before.HasMoved)
                _moved.HoldAll();
            if (held is not null)
                (Alarm, _state) = (held, TripwireState.Paused);
            // No inode is that high, and no line of a file of rules has such a number but by chance.
            for (int i = 0; i < before.Lost; i++)
            {
                ulong key = ulong.MaxValue - (ulong)i;
                _counted.Add(key);
                _window.Enqueue((time.GetTimestamp(), key));
            }
        }
    }

    /// <summary>The folder is served by this connection from now on; the alarm, if there is one, stays.</summary>
    internal void Watch(PathWalker walker)
    {
        lock (_gate)
        {
            _tree?.Dispose();
            _walker = walker;
            _tree = new TreeReader(walker);
            _groups = new IgnoredGroups(_tree);
            _git = new GitKeeping(_tree, time);
            _groups.Begin(_begin);
            if (_begin == 0)
                Begin();
            _all ??= CountFiles();
        }
    }

    /// <summary>It is served by this connection no longer.</summary>
    internal void Unwatch(PathWalker walker)
    {
        lock (_gate)
        {
            if (_walker != walker)
                return;
            _tree?.Dispose();
            (_walker, _tree, _groups, _git) = (null, null, null, null);
        }
    }

    /// <summary>Asked before a file loses content. False: not now.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="status">Of the file, with its time of birth.</param>
    internal bool Allows(ReadOnlySpan<byte> path, in StatxBuffer status)
    {
        if (!status.IsRegular || WasMadeSince(status))
            return true;
        lock (_gate)
        {
            if (_state is TripwireState.Paused or TripwireState.Refusing)
                return false;
            long now = time.GetTimestamp();
            if (_state == TripwireState.Released && !IsStillBusy(path, status, now))
                _state = TripwireState.Armed;
            if (_state == TripwireState.Released || !Count(path, status, now))
                return true;
            Alarm = new TripwireAlarm(time.GetUtcNow(), time.GetUtcNow() - time.GetElapsedTime(_window.Peek().At, now), _counted.Count, _all!.Value, [.. _examples]);
            Clear();
            _state = TripwireState.Paused;
        }

        Changed?.Invoke();
        return false;
    }

    /// <summary>Told before a file or folder gets another name.</summary>
    internal void Moves(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, in StatxBuffer status)
    {
        if (!(status.IsFolder || (status.IsRegular && !WasMadeSince(status))))
            return;
        lock (_gate)
        {
            if (_tree is null)
                return;
            _tree.Forget();
            // What was read of a folder that goes away would stand for the one that gets its name.
            if (status.IsFolder)
                _groups!.Forget();
            _moved.Note(_tree, _groups!, from, to, status, WasMadeSince);
            if (status.IsFolder)
                _groups!.Forget();
        }
    }

    private TimeSpan Window => TimeSpan.FromSeconds(limits.Seconds);

    /// <summary>Nobody in a guest can set the time of a birth. Where the file system keeps none, everything was there before.</summary>
    internal bool WasMadeSince(in StatxBuffer status) => (status.Mask & StatxMask.BirthTime) != 0 && status.BirthTime.TotalNanoseconds >= _begin;

    private void Become(TripwireState state)
    {
        lock (_gate)
        {
            _state = state;
            _busy = time.GetTimestamp();
            _agreed.Clear();
            Clear();
        }

        Changed?.Invoke();
    }

    /// <summary>Whether the burst the user has agreed to goes on. As long as it does only its pace is looked at.</summary>
    private bool IsStillBusy(ReadOnlySpan<byte> path, in StatxBuffer status, long now)
    {
        Age(now);
        if (_agreed.Count < MostKnown && _agreed.Add(KeyOf(path, status)))
            _window.Enqueue((now, 0));
        if (_window.Count >= Math.Min(limits.Files, TripwireLimits.LeastFiles))
            _busy = now;
        if (time.GetElapsedTime(_busy, now) <= Window)
            return true;
        _agreed.Clear();
        Clear();
        return false;
    }

    private void Age(long now)
    {
        while (_window.TryPeek(out (long At, ulong Key) oldest) && time.GetElapsedTime(oldest.At, now) > Window)
        {
            _counted.Remove(oldest.Key);
            _window.Dequeue();
        }
    }

    private ulong KeyOf(ReadOnlySpan<byte> path, in StatxBuffer status)
    {
        // What was there a moment ago may have another place by now.
        _tree!.Forget();
        return _moved.Hold(status.Inode) ? status.Inode : _groups!.Of(path, isFolder: false) ?? status.Inode;
    }

    /// <summary>True: it is one too many.</summary>
    private bool Count(ReadOnlySpan<byte> path, in StatxBuffer status, long now)
    {
        Age(now);
        if (_window.Count == 0)
            _examples.Clear();
        ulong key = KeyOf(path, status);
        if (_counted.Contains(key) || _git!.Has(path))
            return false;
        _counted.Add(key);
        _window.Enqueue((now, key));
        if (_examples.Count < MostExamples)
            _examples.Add(Printable.Escape(path));
        return limits.AreReachedBy(_counted.Count, _all!.Value);
    }

    private void Clear()
    {
        _window.Clear();
        _counted.Clear();
        _examples.Clear();
    }

    /// <summary>The files that count one by one, as far as their number matters.</summary>
    private int CountFiles()
    {
        int files = 0, folders = 0, most = limits.MostThatMatter;
        var ahead = new Queue<byte[]>([[]]);
        while (files < most && folders++ < MostFoldersCounted && ahead.TryDequeue(out byte[]? folder))
        {
            foreach (byte[] name in _tree!.Names(folder, 100_000))
            {
                byte[] path = folder.Length == 0 ? name : [.. folder, (byte)'/', .. name];
                if (path.Length > GuestPath.LongestPath || name.AsSpan().SequenceEqual(".git"u8) || !_tree.TryStat(path, out StatxBuffer status))
                    continue;
                if (!(status.IsRegular || status.IsFolder) || _groups!.Of(path, status.IsFolder) is not null)
                    continue;
                if (status.IsFolder)
                    ahead.Enqueue(path);
                else
                    files++;
            }
        }

        return files;
    }
}
