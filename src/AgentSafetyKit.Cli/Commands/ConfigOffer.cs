using System.Text;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Offers to write into the configuration what is missing in it for a run. What is offered has been read and found right before; what was agreed to is what is written.</summary>
internal static class ConfigOffer
{
    /// <summary>The configuration, with what was missing proposed, agreed to and written.</summary>
    public static async Task<KitConfig> EnsureAsync(CommandContext context, RunCommandWords words, string folder, CancellationToken cancellation)
    {
        KitServices services = context.Services;
        string file = services.ConfigFile;
        while (true)
        {
            string text = TextOf(file);
            KitConfig? config = services.ConfigIfAny();
            if (ConfigProposal.For(config, text, words.Agent, folder, services.HostSize) is not { } proposal)
                return config!;
            byte[] content = Encoding.UTF8.GetBytes(proposal.Text);
            RequireRight(ConfigReader.Read(content, services.ConfigContext), file);
            await AgreeAsync(context.Terminal, words, proposal, isFirst: config is null, file, cancellation).ConfigureAwait(false);
            using FileLock one = await FileLock.TakeAsync(Path.Combine(services.Paths.LocksFolder, "config.lock"), null, cancellation).ConfigureAwait(false);
            if (TextOf(file) != text)
            {
                context.Terminal.Always(new Text("The configuration has changed meanwhile.", "Настройки тем временем изменились."));
                continue;
            }

            // A folder of the user's own keeps its permissions.
            string place = Path.GetDirectoryName(Path.GetFullPath(file))!;
            if (place == services.Paths.ConfigFolder || !Directory.Exists(place))
                PrivateFolder.Ensure(place);
            ConfigFileReplacement.Write(file, content, services.Time.GetUtcNow());
            return services.Config();
        }
    }

    private static string TextOf(string file) => File.Exists(file) ? Encoding.UTF8.GetString(ConfigFileLoader.ReadBytes(file)) : "";

    private static void RequireRight(ConfigReadResult read, string file)
    {
        if (read.Config is not null)
            return;
        string shown = Printable.Escape(file);
        throw new KitException(
            ErrorCode.ConfigInvalid,
            new Text($"what is missing can not be added to the configuration {shown}", $"недостающее нельзя добавить в настройки {shown}"),
            new Text(string.Join('\n', read.Errors.Select(problem => problem.Message.English)), string.Join('\n', read.Errors.Select(problem => problem.Message.Russian))),
            new Text("write it there yourself (agsekit config path, agsekit config-example), or choose another folder", "допишите сами (agsekit config path, agsekit config-example) или выберите другую папку"));
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
        string agreed = $"agsekit run --yes {Printable.Escape(words.Agent)}";
        var howToAgree = new Text($"to agree beforehand: {agreed}", $"чтобы согласиться заранее: {agreed}");
        if (!words.Yes && !await terminal.AskAsync(new Text("Go ahead?", "Продолжить?"), nothingDone, howToAgree, cancellation).ConfigureAwait(false))
            throw new KitException(ErrorCode.Cancelled, nothingDone, new Text("you said no", "вы ответили «нет»"), Text.None);
    }
}
