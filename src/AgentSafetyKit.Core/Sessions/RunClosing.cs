using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>What every run ends with, attached or not.</summary>
internal static class RunClosing
{
    private static readonly TimeSpan LastSnapshotPatience = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The state the agent left, with the folder out of every guest's hands: what escaped from the agent's session can not write into it meanwhile. A snapshot that fails is a note: the agent's exit code and what can be
    /// said of its changes are not lost with it.
    /// </summary>
    public static async Task<RunRecord> TakeLastAsync(FolderMounts mounts, RunBackups? backups, RunRecord record, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        if (backups is null)
            return record;
        MountPause? pause = await mounts.TryPauseAsync(record.Folder).ConfigureAwait(false);
        try
        {
            if (pause is null)
                backups.Note(new Text("another run works in this folder: what it changes is in this review too", "в этой папке работает ещё один запуск: его изменения тоже в этом обзоре"));
            await backups.FinishAsync().ConfigureAwait(false);
            using var patience = new CancellationTokenSource(LastSnapshotPatience);
            try
            {
                // Interrupted a second time the user gives it up; after the first time it must not take for ever.
                return record with { AfterSnapshot = backups.After(progress, cancellation.IsCancellationRequested ? patience.Token : cancellation) };
            }
            catch (Exception error) when (error is KitException or OperationCanceledException)
            {
                Text why = error is KitException failure ? failure.Cause : new Text("it was given up", "от него отказались");
                backups.Note(new Text($"the last snapshot was not taken: {why.English}", $"последний снимок не сделан: {why.Russian}"));
                return record;
            }
        }
        finally
        {
            if (pause is not null)
                await pause.DisposeAsync().ConfigureAwait(false);
        }
    }
}
