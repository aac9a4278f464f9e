using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Supervision;

/// <summary>One daemon for each user: a lock of the kernel that dies with its holder, so that a killed daemon is in nobody's way.</summary>
public sealed class DaemonSeat(KitPaths paths)
{
    /// <summary>The process that is the daemon now; 0 where there is none.</summary>
    public int Holder()
    {
        if (!File.Exists(paths.DaemonLock))
            return 0;
        using FileLock? free = FileLock.TryShare(paths.DaemonLock);
        return free is null ? FileLock.HolderOf(paths.DaemonLock) : 0;
    }

    /// <summary>Makes this process the daemon, until the answer is disposed of.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.Busy"/>: there is one.</exception>
    public async Task<FileLock> TakeAsync(TimeProvider time, CancellationToken cancellation)
    {
        for (int tries = 0; tries < 50; tries++)
        {
            if (FileLock.TryTake(paths.DaemonLock) is { } seat)
                return seat;
            // Whoever asks for the holder shares the lock for a moment. Where it can not be shared there is a daemon, and waiting for its place would begin another one after a "daemon stop".
            using (FileLock? asked = FileLock.TryShare(paths.DaemonLock))
            {
                if (asked is null)
                    break;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellation).ConfigureAwait(false);
        }

        int holder = Holder();
        throw new KitException(
            ErrorCode.Busy,
            new Text("the daemon was not started", "фоновая служба не запущена"),
            new Text($"one runs already (process {holder})", $"она уже работает (процесс {holder})"),
            new Text("agsekit daemon status\nto begin anew: agsekit daemon restart", "agsekit daemon status\nначать заново: agsekit daemon restart"));
    }
}
