using System.Globalization;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

/// <summary><c>run</c> as a person sees it: a first configuration proposed where there is none, the agent, the review.</summary>
internal static class RunFlow
{
    public static async Task<int> RunAsync(CommandContext context, RunCommandWords words, CancellationToken cancellation)
    {
        RequireSense(words);
        string folder = FolderFinder.RequireReal(words.Folder);
        context.Services.FolderRules.Check(folder);
        KitConfig config = await ConfigOffer.EnsureAsync(context, words, folder, cancellation).ConfigureAwait(false);
        await RunWords.ClearAbandonedAsync(context, cancellation).ConfigureAwait(false);
        RunPlan plan = new RunPlanner(config, context.Services.AgentDefinitions, context.Services.FolderRules, context.Services.Mounts.All(), context.Services.Runs.Live()).Plan(new RunRequest(words.Agent, words.Arguments, folder)
        {
            Machine = words.Machine,
            WithoutBackups = words.WithoutBackups,
            WithoutDefaultArguments = words.WithoutDefaultArguments,
            Proxychains = words.Proxychains,
            HttpProxy = words.HttpProxy,
        });
        if (!plan.WithBackups)
            context.Terminal.Warn(new Text("no snapshots are taken: this run can not be undone", "снимки не делаются: этот запуск нельзя будет отменить"));
        await MachineOutcome.WarnOfReachAsync(context, plan.Machine, cancellation).ConfigureAwait(false);
        if (words.Detach)
            return await DetachedFlow.StartAsync(context, plan, words.Name, cancellation).ConfigureAwait(false);
        UserTerminal terminal = context.Terminal;
        RunOutcome outcome = await context.Services.AgentRun.RunAsync(
            plan, terminal.Settings is { InputIsTerminal: true, OutputIsTerminal: true }, new ReclaimingProgress(terminal, terminal.Progress()), terminal.Lend, cancellation).ConfigureAwait(false);
        Show(context, words, outcome);
        return outcome.Exit.Code;
    }

    private static void RequireSense(RunCommandWords words)
    {
        if (words.Name is not { } name)
            return;
        if (!words.Detach)
        {
            throw new KitException(
                ErrorCode.Usage, new Text("this run can not have a name", "этому запуску нельзя дать имя"), new Text("--name is for runs without a terminal", "--name — для запусков без терминала"), Text.Verbatim("agsekit run --detach --name …"));
        }

        RunNames.Check(name);
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
