using System.Globalization;
using System.Text;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.Commands;

/// <summary><c>run</c> as a person sees it: a first configuration proposed where there is none, the agent, the review.</summary>
internal static class RunFlow
{
    public static async Task<int> RunAsync(CommandContext context, RunCommandWords words, CancellationToken cancellation)
    {
        string folder = FolderFinder.RequireReal(words.Folder);
        context.Services.FolderRules.Check(folder);
        KitConfig config = await EnsureConfigAsync(context, words, folder, cancellation).ConfigureAwait(false);
        await RunWords.ClearAbandonedAsync(context, cancellation).ConfigureAwait(false);
        RunPlan plan = new RunPlanner(config, context.Services.FolderRules, context.Services.Mounts.All(), context.Services.Runs.Live()).Plan(new RunRequest(words.Agent, words.Arguments, folder)
        {
            Machine = words.Machine,
            WithoutBackups = words.WithoutBackups,
            WithoutDefaultArguments = words.WithoutDefaultArguments,
        });
        if (!plan.WithBackups)
            context.Terminal.Warn(new Text("no snapshots are taken: this run can not be undone", "снимки не делаются: этот запуск нельзя будет отменить"));
        UserTerminal terminal = context.Terminal;
        RunOutcome outcome = await context.Services.AgentRun.RunAsync(
            plan, terminal.Settings is { InputIsTerminal: true, OutputIsTerminal: true }, terminal.Progress(), terminal.Settle, cancellation).ConfigureAwait(false);
        Show(terminal, words, outcome);
        return outcome.Exit.Code;
    }

    private static void Show(UserTerminal terminal, RunCommandWords words, RunOutcome outcome)
    {
        string seconds = outcome.Elapsed.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        terminal.Say(Text.None);
        terminal.Say(new Text(
            $"'{outcome.Run.Agent}' ended after {seconds} s with code {outcome.Exit.Code} (run {outcome.Run.Id}).",
            $"«{outcome.Run.Agent}» завершился через {seconds} с с кодом {outcome.Exit.Code} (запуск {outcome.Run.Id})."));
        foreach (Text note in outcome.Notes)
            terminal.Warn(note);
        if (outcome.Review is { } review && !words.NoReview)
            ReviewPrinter.Show(review, terminal, isResult: false);
    }

    /// <summary>The configuration, with what is missing in it for this run proposed, agreed to and written.</summary>
    private static async Task<KitConfig> EnsureConfigAsync(CommandContext context, RunCommandWords words, string folder, CancellationToken cancellation)
    {
        KitConfig? config = context.Services.ConfigIfAny();
        string file = context.Services.ConfigFile;
        string text = config is null ? "" : Encoding.UTF8.GetString(ConfigFileLoader.ReadBytes(file));
        if (ConfigProposal.For(config, text, words.Agent, folder, context.Services.HostSize) is not { } proposal)
            return config!;
        string shown = Printable.Escape(file);
        context.Terminal.Always(config is null
            ? new Text($"There is no configuration yet. To run '{words.Agent}' here, agsekit will:", $"Настроек ещё нет. Чтобы запустить здесь «{words.Agent}», agsekit:")
            : new Text($"The configuration does not have all that is needed. To run '{words.Agent}' here, agsekit will:", $"В настройках есть не всё нужное. Чтобы запустить здесь «{words.Agent}», agsekit:"));
        foreach (Text line in proposal.Explanation)
            context.Terminal.Always(new Text($"  - {line.English}", $"  - {line.Russian}"));
        context.Terminal.Always(new Text($"  - write this down in {shown}", $"  - запишет это в {shown}"));
        var nothingDone = new Text("nothing was done", "ничего не сделано");
        // Behind the agent's name the word would be the agent's.
        string agreed = $"agsekit run --yes {Printable.Escape(words.Agent)}";
        var howToAgree = new Text($"to agree beforehand: {agreed}", $"чтобы согласиться заранее: {agreed}");
        if (!words.Yes && !await context.Terminal.AskAsync(new Text("Go ahead?", "Продолжить?"), nothingDone, howToAgree, cancellation).ConfigureAwait(false))
            throw new KitException(ErrorCode.Cancelled, nothingDone, new Text("you said no", "вы ответили «нет»"), Text.None);
        PrivateFolder.Ensure(Path.GetDirectoryName(file)!);
        AtomicFile.Write(file, Encoding.UTF8.GetBytes(proposal.Text));
        return context.Services.Config();
    }
}
