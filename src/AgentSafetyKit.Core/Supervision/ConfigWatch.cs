using System.Text;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Supervision;

/// <summary>Hears that one file was changed, replaced, made or removed. Only a hint: whoever waits looks at the file now and then all the same.</summary>
public sealed class ConfigWatch : IDisposable
{
    /// <summary>An editor writes in several steps; so long after the first a file is usually whole.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(150);
    private readonly TimeProvider _time;
    private readonly FolderWatch _watch;
    private readonly Lock _gate = new();
    private TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="file">Absolute. Its folder need not be there yet.</param>
    /// <param name="time">The clock.</param>
    public ConfigWatch(string file, TimeProvider time)
    {
        _time = time;
        byte[] name = Encoding.UTF8.GetBytes(Path.GetFileName(file));
        // Nothing else in that folder is of interest, least of all what lies deeper: it may be the folder of everything the product has.
        _watch = new FolderWatch(new FolderWatchSpec { Path = Path.GetDirectoryName(file)!, Notify = Hear }, (path, isFolder) => isFolder || !path.Bytes.SequenceEqual(name));
    }

    /// <summary>Returns a moment after a change was heard of, or when the time is over.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        Task heard;
        lock (_gate)
            heard = _heard.Task;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task first = await Task.WhenAny(heard, Task.Delay(atMost, _time, over.Token)).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        if (first != heard)
            return;
        await Task.Delay(Gathering, _time, cancellation).ConfigureAwait(false);
        // What is heard of from here on is looked at next time.
        lock (_gate)
            _heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Dispose() => _watch.Dispose();

    private void Hear()
    {
        lock (_gate)
            _heard.TrySetResult();
    }
}
