using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// Keeps a VM from being stopped as idle under somebody's hands: who works in it (a shell, a command, a copy, an installation) holds a share for as long as that takes, and it is stopped by nobody but the holder of the whole. Agents are
/// known by the records of their runs.
/// </summary>
public sealed class MachineUse(KitPaths paths)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits while the VM is being stopped.</summary>
    public async Task<FileLock> ShareAsync(string machine, CancellationToken cancellation)
    {
        FileLock? share;
        while ((share = FileLock.TryShare(FileOf(machine))) is null)
            await Task.Delay(Pause, cancellation).ConfigureAwait(false);
        return share;
    }

    /// <summary>Null: somebody works in it.</summary>
    public FileLock? TryTakeAlone(string machine) => FileLock.TryTakeQuietly(FileOf(machine));

    private string FileOf(string machine) => Path.Combine(paths.LocksFolder, $"use-{machine}.lock");
}
