using System.Runtime.ExceptionServices;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// The snapshot of the state before a restore, taken on a thread of its own: the restore may begin as soon as all that has to be read of the folder is stored, and the rest of the snapshot is finished meanwhile.
/// </summary>
internal sealed class SafetySnapshot : IDisposable
{
    private readonly ManualResetEvent _stored = new(false);
    private readonly Thread _thread;
    private SnapshotInfo? _snapshot;
    private ExceptionDispatchInfo? _failure;

    /// <param name="take">Takes it, and calls its argument once the folder may be written to.</param>
    public SafetySnapshot(Func<Action, SnapshotInfo> take)
    {
        _thread = new Thread(() =>
        {
            try
            {
                _snapshot = take(() => _stored.Set());
            }
            catch (Exception error)
            {
                _failure = ExceptionDispatchInfo.Capture(error);
            }
            finally
            {
                _stored.Set();
            }
        })
        { IsBackground = true };
        _thread.Start();
    }

    /// <summary>From now on the folder may be written to. Throws what taking the snapshot has thrown until now: then nothing has been touched.</summary>
    public void WaitUntilStored()
    {
        _stored.WaitOne();
        Volatile.Read(ref _failure)?.Throw();
    }

    /// <summary>The finished snapshot.</summary>
    public SnapshotInfo Finish()
    {
        _thread.Join();
        _failure?.Throw();
        return _snapshot!;
    }

    public void Dispose()
    {
        _thread.Join();
        _stored.Dispose();
    }
}
