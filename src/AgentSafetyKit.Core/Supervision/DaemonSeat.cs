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
        if (await FileLock.TryTakeSoonAsync(paths.DaemonLock, time, cancellation).ConfigureAwait(false) is { } seat)
            return seat;
        int holder = Holder();
        throw new KitException(
            ErrorCode.Busy,
            new Text("the daemon was not started", "фоновая служба не запущена"),
            new Text($"one runs already (process {holder})", $"она уже работает (процесс {holder})"),
            new Text("agsekit daemon status\nto begin anew: agsekit daemon restart", "agsekit daemon status\nначать заново: agsekit daemon restart"));
    }
}
