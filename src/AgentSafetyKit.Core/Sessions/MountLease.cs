using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>The use of a mounted folder by one run: while any is held, nobody unmounts it. The last one to go takes the mount away, unless it was asked to stay.</summary>
public sealed class MountLease : IAsyncDisposable
{
    private readonly FolderMounts _mounts;
    private FileLock? _share;

    internal MountLease(FolderMounts mounts, string id, FileLock share)
    {
        _mounts = mounts;
        _share = share;
        Id = id;
    }

    public string Id { get; }

    /// <summary>Holds it no longer, and leaves the mount as it is.</summary>
    internal void Release()
    {
        _share?.Dispose();
        _share = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_share is null)
            return;
        _share.Dispose();
        _share = null;
        await _mounts.UnmountIfUnusedAsync(Id).ConfigureAwait(false);
    }
}
