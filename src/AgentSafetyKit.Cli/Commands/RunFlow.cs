using System.Globalization;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

/// <summary><c>run</c> as a person sees it: a first configuration proposed where there is none, the agent, the review.</summary>
internal static class RunFlow
{
    public static async Task<int> RunAsync(CommandContext context, RunCommandWords words, CancellationToken cancellation)
    {
        RunSense.Require(words);
        if (!words.Temporary)
            return await RunInAsync(context, words, FolderFinder.RequireReal(words.Folder), cancellation).ConfigureAwait(false);
        string folder = FolderFinder.RequireReal(TemporaryPlace.Make());
        bool goesOn = false;
        try
        {
            int code = await RunInAsync(context, words, folder, cancellation).ConfigureAwait(false);
            goesOn = words.Detach;
            if (goesOn)
                context.Terminal.Always(new Text($"It works in {Printable.Escape(folder)}, which stays when it has ended.", $"Он работает в {Printable.Escape(folder)}; эта папка останется и после него."));
            return code;
        }
        finally
        {
            if (!goesOn)
                TemporaryPlace.Leave(folder, context.Terminal);
        }
    }

    private static async Task<int> RunInAsync(CommandContext context, RunCommandWords words, string folder, CancellationToken cancellation)
    {
        context.Services.FolderRules.Check(folder);
        KitConfig config = await ConfigOffer.EnsureAsync(context, words, words.Temporary ? null : folder, cancellation).ConfigureAwait(false);
        await RunWords.ClearAbandonedAsync(context, cancellation).ConfigureAwait(false);
        RunPlan plan = new RunPlanner(config, context.Services.AgentDefinitions, context.Services.FolderRules, context.Services.Mounts.All(), context.Services.Runs.Live()).Plan(words.In(folder));
        if (!plan.WithBackups && !words.Temporary)
            context.Terminal.Warn(new Text("no snapshots are taken: this run can not be undone", "снимки не делаются: этот запуск нельзя будет отменить"));
        await MachineOutcome.WarnOfReachAsync(context, plan.Machine, cancellation).ConfigureAwait(false);
        if (words.Detach)
            return await DetachedFlow.StartAsync(context, plan, words.Name, cancellation).ConfigureAwait(false);
        UserTerminal terminal = context.Terminal;
        AgentRun run = context.Services.AgentRunAsking(new TripwireQuestion(terminal, context.Services.TripwireOrders).AskAsync);
        RunOutcome outcome = await run.RunAsync(
            plan, terminal.Settings is { InputIsTerminal: true, OutputIsTerminal: true }, new ReclaimingProgress(terminal, new RenewedProgress(terminal)), terminal.Lend, cancellation).ConfigureAwait(false);
        Show(context, words, outcome);
        if (outcome.Undone is { IsOurs: true, Tripped: { } tripped })
        {
            RestoreOutcome back = await context.Services.TripwireOrders.RestoreAsync(tripped, new RenewedProgress(terminal), cancellation).ConfigureAwait(false);
            terminal.Settle();
            TripwireView.ShowEnd(context, tripped, back);
        }

        if (outcome.Undone is { IsOurs: false })
            terminal.Always(new Text("It was ended because its changes are being undone: somebody said so elsewhere.", "Он завершён, потому что его изменения отменяются: так решено в другом месте."));
        return outcome.Exit.Code;
    }

    private static void Show(CommandContext context, RunCommandWords words, RunOutcome outcome)
    {
        UserTerminal terminal = context.Terminal;
        string seconds = outcome.Elapsed.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        terminal.Say(Text.None);
        terminal.Say(new Text(
            $"'{outcome.Run.Agent}' ended after {seconds} s with code {outcome.Exit.Code} (run {outcome.Run.Id}).",
            $"«{outcome.Run.Agent}» завершился через {seconds} с с кодом {outcome.Exit.Code} (запуск {outcome.Run.Id})."));
        foreach (Text note in outcome.Notes)
            terminal.Warn(note);
        if (outcome.Review is { } review && !words.NoReview)
            ReviewPrinter.Show(review, terminal, isResult: false, RunWords.NameOf(context, outcome.Run));
    }
}
