using System.Text;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Supervision;

/// <summary>Hears that one file was changed, replaced, made or removed; where the system lets it hear nothing, it looks. Only a hint: whoever waits looks at the file now and then all the same.</summary>
public sealed class ConfigWatch : IDisposable
{
    /// <summary>An editor writes in several steps; so long after the first a file is usually whole.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(150);

    /// <summary>So often the file is looked at while nothing is heard.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private readonly string _file;
    private readonly TimeProvider _time;
    private readonly FolderWatch _watch;
    private readonly Lock _gate = new();
    private (DateTime Written, long Length) _seen;
    private TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="file">Absolute. Its folder need not be there yet.</param>
    /// <param name="time">The clock.</param>
    public ConfigWatch(string file, TimeProvider time)
        : this(file, time, Path.GetDirectoryName(file)!)
    {
    }

    internal ConfigWatch(string file, TimeProvider time, string folder)
    {
        (_file, _time, _seen) = (file, time, Stamp(file));
        byte[] name = Encoding.UTF8.GetBytes(Path.GetFileName(file));
        // Nothing else in that folder is of interest, least of all what lies deeper: it may be the folder of everything the product has.
        _watch = new FolderWatch(new FolderWatchSpec { Path = folder, Notify = Hear }, (path, isFolder) => isFolder || !path.Bytes.SequenceEqual(name));
    }

    /// <summary>Why nothing is heard; none while something is, or while the folder is not there.</summary>
    public Text Trouble => _watch.State == FolderWatchState.Degraded ? _watch.Reason : Text.None;

    /// <summary>Returns a moment after a change was heard of or seen, or when the time is over.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        long begin = _time.GetTimestamp();
        while (!await IsChangedWithinAsync(atMost - _time.GetElapsedTime(begin), cancellation).ConfigureAwait(false))
        {
            if (_time.GetElapsedTime(begin) >= atMost)
                return;
        }

        await Task.Delay(Gathering, _time, cancellation).ConfigureAwait(false);
        // What is heard of from here on is looked at next time.
        lock (_gate)
            _heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _seen = Stamp(_file);
    }

    public void Dispose() => _watch.Dispose();

    /// <summary>True: heard of, or seen where nothing is heard; false: the time is over, or it is time to look again.</summary>
    private async Task<bool> IsChangedWithinAsync(TimeSpan left, CancellationToken cancellation)
    {
        Task heard;
        lock (_gate)
            heard = _heard.Task;
        TimeSpan longest = _watch.State == FolderWatchState.Watching || left < Look ? left : Look;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task first = await Task.WhenAny(heard, Task.Delay(longest > TimeSpan.Zero ? longest : TimeSpan.Zero, _time, over.Token)).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return first == heard || Stamp(_file) != _seen;
    }

    private static (DateTime Written, long Length) Stamp(string file)
    {
        var status = new FileInfo(file);
        return status.Exists ? (status.LastWriteTimeUtc, status.Length) : default;
    }

    private void Hear()
    {
        lock (_gate)
            _heard.TrySetResult();
    }
}
