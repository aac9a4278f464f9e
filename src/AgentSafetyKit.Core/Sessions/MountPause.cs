using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>A folder that is in no guest's hands for a while: for a last snapshot, or a restore. Disposing gives back the mounts that were to stay.</summary>
public sealed class MountPause : IAsyncDisposable
{
    private readonly FolderMounts _mounts;
    private readonly List<FileLock> _locks;
    private readonly List<MountRecord> _kept;

    internal MountPause(FolderMounts mounts, List<FileLock> locks, List<MountRecord> kept)
    {
        _mounts = mounts;
        _locks = locks;
        _kept = kept;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (MountRecord record in _kept)
            await _mounts.ResumeAsync(record).ConfigureAwait(false);
        _kept.Clear();
        _locks.ForEach(taken => taken.Dispose());
        _locks.Clear();
    }
}
