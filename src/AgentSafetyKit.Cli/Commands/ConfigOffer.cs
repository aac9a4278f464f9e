using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Offers to write into the configuration what is missing in it for a run. What is offered has been read and found right before; what was agreed to is what is written.</summary>
internal static class ConfigOffer
{
    /// <param name="context">The command.</param>
    /// <param name="words">What the user said.</param>
    /// <param name="folder">Null: a temporary one, which is written down nowhere.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <summary>The configuration, with what was missing proposed, agreed to and written.</summary>
    public static async Task<KitConfig> EnsureAsync(CommandContext context, RunCommandWords words, string? folder, CancellationToken cancellation)
    {
        KitServices services = context.Services;
        string file = services.ConfigFile;
        while (true)
        {
            string text = ConfigChange.TextOf(file);
            KitConfig? config = services.ConfigIfAny();
            if (ConfigProposal.For(config, text, words.Agent, folder, services.HostSize) is not { } proposal)
                return config!;
            _ = ConfigChange.RequireRight(services, proposal.Text);
            await AgreeAsync(context.Terminal, words, proposal, isFirst: config is null, file, cancellation).ConfigureAwait(false);
            if (await ConfigChange.TryWriteAsync(context, text, proposal.Text, cancellation).ConfigureAwait(false))
                return services.Config();
        }
    }

    private static async Task AgreeAsync(UserTerminal terminal, RunCommandWords words, ConfigProposal proposal, bool isFirst, string file, CancellationToken cancellation)
    {
        string shown = Printable.Escape(file);
        terminal.Always(isFirst
            ? new Text($"There is no configuration yet. To run '{words.Agent}' here, agsekit will:", $"Настроек ещё нет. Чтобы запустить здесь «{words.Agent}», agsekit:")
            : new Text($"The configuration does not have all that is needed. To run '{words.Agent}' here, agsekit will:", $"В настройках есть не всё нужное. Чтобы запустить здесь «{words.Agent}», agsekit:"));
        foreach (Text line in proposal.Explanation)
            terminal.Always(new Text($"  - {line.English}", $"  - {line.Russian}"));
        terminal.Always(new Text($"  - write this down in {shown}", $"  - запишет это в {shown}"));
        var nothingDone = new Text("nothing was done", "ничего не сделано");
        // Behind the agent's name the word would be the agent's.
        string agreed = $"agsekit run --yes {(words.Temporary ? "--temp " : "")}{Printable.Escape(words.Agent)}";
        string thrownAway = $"agsekit run --temp {Printable.Escape(words.Agent)}";
        Text howToAgree = words.Temporary
            ? new Text($"to agree beforehand: {agreed}", $"чтобы согласиться заранее: {agreed}")
            : new Text($"to agree beforehand: {agreed}\nor to work in an empty folder for this run only: {thrownAway}", $"чтобы согласиться заранее: {agreed}\nили работать в пустой папке только для этого запуска: {thrownAway}");
        if (!words.Yes && !await terminal.AskAsync(new Text("Go ahead?", "Продолжить?"), nothingDone, howToAgree, cancellation).ConfigureAwait(false))
            throw new KitException(ErrorCode.Cancelled, nothingDone, new Text("you said no", "вы ответили «нет»"), Text.None);
    }
}
