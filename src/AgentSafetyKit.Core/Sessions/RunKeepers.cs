using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// The processes that watch detached runs, one each (<see cref="RunKeeper"/>), seen from commands: started with a run, and again by whoever finds that one has died.
/// </summary>
/// <param name="runs">Where the processes meet.</param>
/// <param name="keeperCommand">The command line that keeps the run of an id.</param>
/// <param name="time">The clock.</param>
public sealed class RunKeepers(RunStore runs, Func<string, CommandSpec> keeperCommand, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    /// <summary>A keeper that finds the agent's VM hanging has not answered by then; it goes on trying.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Starts a process that watches the run, and waits until it does, or has closed the run because the agent is gone, or a while. Answers the run as it is then.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.MachineFailed"/>: it ended and said why.</exception>
    public async Task<RunRecord> StartAsync(RunRecord run, CancellationToken cancellation)
    {
        string log = runs.KeeperLog(run.Id);
        PrivateFolder.Ensure(Path.GetDirectoryName(log)!);
        File.Delete(log);
        // Not in a folder that somebody may want to unmount.
        ChildProcess keeper = ChildProcess.StartDetached(keeperCommand(run.Id) with { WorkingFolder = "/" }, log);
        long begin = time.GetTimestamp();
        while (true)
        {
            bool ended = keeper.HasExited;
            RunRecord now = runs.Find(run.Id) ?? run;
            if (now.EndedAt is not null || (now.IsWatched && now.Watcher!.Id != Environment.ProcessId))
                return now;
            // Where another one was quicker it is that one's to say.
            if (ended && !runs.IsKept(run.Id))
                throw Failed(run, log);
            if (time.GetElapsedTime(begin) > Patience)
                return now;
            await Task.Delay(Pace, time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until the run was closed: its agent gone, its last snapshot taken. A keeper that dies meanwhile is replaced.</summary>
    /// <returns>Null: it goes on after <paramref name="patience"/>.</returns>
    public async Task<RunRecord?> WaitClosedAsync(RunRecord run, TimeSpan patience, CancellationToken cancellation)
    {
        long begin = time.GetTimestamp();
        while (time.GetElapsedTime(begin) < patience)
        {
            RunRecord now = runs.Find(run.Id) ?? run;
            if (now.EndedAt is not null)
                return now;
            if (!now.IsWatched && !runs.IsKept(run.Id))
                await StartAsync(now, cancellation).ConfigureAwait(false);
            await Task.Delay(Pace, time, cancellation).ConfigureAwait(false);
        }

        return null;
    }

    private static KitException Failed(RunRecord run, string log)
    {
        string said = File.Exists(log) ? Printable.EscapeLines(File.ReadAllBytes(log)).Trim() : "";
        return new KitException(
            ErrorCode.MachineFailed,
            new Text($"nobody watches run {run.Id}", $"за запуском {run.Id} никто не следит"),
            said.Length > 0 ? Text.Verbatim(said) : new Text("the process that should do so ended", "процесс, который должен это делать, завершился"),
            new Text($"try again: agsekit ps\nto end its agent: agsekit stop-vm {run.Machine} --force", $"повторите: agsekit ps\nзавершить агента: agsekit stop-vm {run.Machine} --force"));
    }
}
