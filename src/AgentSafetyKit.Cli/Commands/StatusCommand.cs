using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Diagnostics;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class StatusCommand
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    public static KitCommand Create()
    {
        var watch = new KitOption<bool>("--watch", new Text("Go on and show it anew every two seconds, until Ctrl+C", "Показывать заново каждые две секунды, до Ctrl+C"), "-w");
        return new KitCommand("status", new Text("Show everything on one screen, and what asks for attention", "Показать всё на одном экране, и что требует внимания"))
        {
            Group = CommandGroup.Agents,
            Reports = true,
            Details = new Text(
                "VMs, agents, folders, ports, backups, the background service: all asked at once, within three seconds. What is sick is a row with its cause.\nExit status 0: all is well; 7: something asks for attention.",
                "ВМ, агенты, папки, порты, копии, фоновая служба: всё опрашивается сразу, не дольше трёх секунд. Неисправное — строка с причиной.\nКод завершения 0: всё в порядке; 7: что-то требует внимания."),
            EndsWithItsReader = true,
            Examples =
            [
                new CommandExample("agsekit status", new Text("once", "один раз")),
                new CommandExample("agsekit status --watch", new Text("live", "вживую")),
                new CommandExample("agsekit status --json", new Text("for programs", "для программ")),
            ],
            Work = (context, cancellation) => RunAsync(context, context.Value(watch), cancellation),
        }.With(watch);
    }

    private static async Task<int> RunAsync(CommandContext context, bool watch, CancellationToken cancellation)
    {
        StatusReport report = await StatusLook.AtAsync(context, cancellation).ConfigureAwait(false);
        try
        {
            while (watch)
            {
                Show(context, report, again: true);
                await Task.Delay(Pace, context.Services.Time, cancellation).ConfigureAwait(false);
                report = await StatusLook.AtAsync(context, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // That is how watching ends.
            return (int)(report.Healthy ? ExitCode.Ok : ExitCode.Warnings);
        }

        Show(context, report, again: false);
        return (int)(report.Healthy ? ExitCode.Ok : ExitCode.Warnings);
    }

    private static void Show(CommandContext context, StatusReport report, bool again)
    {
        if (context.Json)
            context.Terminal.Result(again ? Json.Line(report, Json.LineContracts.StatusReport) : Json.Of(report, Json.Contracts.StatusReport));
        else
            StatusView.Show(report, context.Terminal, context.Services.HomeFolder, context.Services.Time.LocalTimeZone, again);
    }
}
