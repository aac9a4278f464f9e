using AgentSafetyKit.Errors;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// The part of a <see cref="BackupLoop"/> that gets on with runs in its folder: with the right to keep the folder's snapshots it takes them for a run too, by that run's rules; without it, it waits until the run is over. A run that began before
/// somebody had that right keeps it to its end.
/// </summary>
internal sealed class FolderKeeping : IDisposable
{
    private readonly FolderUse _folders;
    private readonly RepeatedBackup _backup;
    private FileLock? _right;

    public FolderKeeping(FolderUse folders, RepeatedBackup backup)
    {
        _folders = folders;
        _backup = backup;
        Claim();
    }

    /// <summary>Who is in the way of a snapshot now; null: nobody.</summary>
    public KitException? Occupant()
    {
        Claim();
        return _folders.WhoSavesOrRestores(_backup.Store.Source, _backup.Store.BackupFolder, isKeeper: _right is not null);
    }

    public SnapshotRequest? RequestNow() => _right is null ? null : _folders.RequestOfRun(_backup.Store.Source, _backup.Store.BackupFolder);

    public void Dispose() => _right?.Dispose();

    private void Claim()
    {
        if (_backup.TakesOverRuns)
            _right ??= _folders.TryKeep(_backup.Store.Source);
    }
}
