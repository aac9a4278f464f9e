using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Runs snapshots that go on by themselves, and shows what happens, until the user stops it.</summary>
internal static class BackupRoutine
{
    public static async Task<int> RunAsync(CommandContext context, IReadOnlyList<RepeatedBackup> backups, CancellationToken cancellation)
    {
        UserTerminal terminal = context.Terminal;
        var view = new BackupEventView(terminal, context.Services.Time.LocalTimeZone, named: backups.Count > 1);
        int taken = 0;
        void Tell(BackupEvent happened)
        {
            terminal.Settle();
            taken += happened.Kind == BackupEventKind.Taken ? 1 : 0;
            if (context.Json)
                terminal.Result(Json.Line(BackupEventRecord.Of(happened, context.Language), Json.LineRecords.BackupEventRecord));
            else
                view.Show(happened);
        }

        foreach (RepeatedBackup backup in backups)
            terminal.Say(BackupEventView.Beginning(backup));
        // Several bars would take turns on one line, and where there is no terminal each step of each snapshot would be a line.
        IProgress<WorkProgress>? progress = backups.Count == 1 && !context.Json && terminal.Settings.ErrorIsTerminal ? new RenewedProgress(terminal) : null;
        await context.Services.RepeatedBackups.RunAsync(backups, progress, Tell, cancellation).ConfigureAwait(false);
        terminal.Settle();
        terminal.Say(new Text($"Stopped. Snapshots taken: {taken}.", $"Остановлено. Сделано снимков: {taken}."));
        return (int)ExitCode.Cancelled;
    }
}
