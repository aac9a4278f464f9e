using System.Text;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Makes a configuration by asking. An answer that would not be right is told why and asked for again.</summary>
internal sealed class ConfigWizard(CommandContext context)
{
    private static readonly Text HowToAgree = new("to have it made without questions: agsekit config-gen --yes", "чтобы создать без вопросов: agsekit config-gen --yes");
    private FirstConfig _config = FirstConfig.For(context.Services.HostSize);

    public async Task<int> RunAsync(IReadOnlyList<string> folders, bool yes, bool overwrite, CancellationToken cancellation)
    {
        string file = context.Services.ConfigFile, shown = Printable.Escape(file), seen = overwrite ? ConfigChange.TextOf(file) : "";
        if (!overwrite && Path.Exists(file))
            throw AlreadyThere(shown);
        foreach (string folder in folders)
            _config = WizardAnswers.WithFolder(context, _config, folder);
        if (!yes)
            await AskAllAsync(asksForFolders: folders.Count == 0, cancellation).ConfigureAwait(false);
        string text = _config.ToYaml();
        _ = ConfigChange.RequireRight(context.Services, text);
        context.Terminal.Always(new Text($"{shown} will be:", $"{shown} будет таким:"));
        context.Terminal.Always(Text.Verbatim(Printable.EscapeLines(Encoding.UTF8.GetBytes(text)).TrimEnd()));
        await ConfigChange.AgreeAsync(context, yes, "config-gen", "", cancellation).ConfigureAwait(false);
        if (!await ConfigChange.TryWriteAsync(context, seen, text, cancellation).ConfigureAwait(false))
            throw AlreadyThere(shown);
        context.Terminal.Say(new Text($"Written to {shown}. Next: agsekit up; or go into a project and give: agsekit run {_config.Agents[0]}", $"Записано в {shown}. Дальше: agsekit up — или зайдите в проект и выполните: agsekit run {_config.Agents[0]}"));
        return 0;
    }

    private async Task AskAllAsync(bool asksForFolders, CancellationToken cancellation)
    {
        await AskAsync(new Text("Name of the VM", "Имя ВМ"), _config.Machine, answer => _config with { Machine = answer }, cancellation).ConfigureAwait(false);
        await AskAsync(new Text("Its CPU cores", "Ядер процессора"), $"{_config.Cores}", answer => _config with { Cores = WizardAnswers.Number(answer) }, cancellation).ConfigureAwait(false);
        await AskAsync(new Text("Its memory", "Память"), _config.Memory.ToConfig(), answer => _config with { Memory = WizardAnswers.Memory(answer, context.Services.ConfigContext.HostMemory) }, cancellation).ConfigureAwait(false);
        await AskAsync(new Text("Its disk, at most", "Диск, не больше"), _config.Disk.ToConfig(), answer => _config with { Disk = WizardAnswers.Size(answer) }, cancellation).ConfigureAwait(false);
        string nothing = WizardAnswers.Nothing.In(context.Language);
        var which = new Text($"A folder for agents to work on, or '{nothing}'", $"Папка, в которой будут работать агенты, или «{nothing}»");
        for (string usual = WizardAnswers.UsualFolder(context, _config), answer = ""; asksForFolders && !WizardAnswers.IsNothing(answer); usual = nothing)
        {
            answer = await AskAsync(which, usual, given => WizardAnswers.IsNothing(given) ? _config : WizardAnswers.WithFolder(context, _config, context.FullPath(given)), cancellation).ConfigureAwait(false);
            which = new Text($"Another one, or '{nothing}'", $"Ещё одна, или «{nothing}»");
        }

        await AskAsync(new Text("Agents, separated by commas", "Агенты через запятую"), string.Join(", ", _config.Agents), answer => _config with { Agents = WizardAnswers.Agents(answer, context.Services.ConfigContext.OwnAgentTypes) }, cancellation).ConfigureAwait(false);
    }

    /// <summary>Until the answer is one that the configuration can have.</summary>
    private async Task<string> AskAsync(Text question, string usual, Func<string, FirstConfig> take, CancellationToken cancellation)
    {
        while (true)
        {
            string answer = await context.Terminal.AskForAsync(question, usual, ConfigChange.None, HowToAgree, cancellation).ConfigureAwait(false);
            FirstConfig taken = _config;
            try
            {
                taken = take(answer);
                _ = ConfigChange.RequireRight(context.Services, taken.ToYaml());
                _config = taken;
                return answer;
            }
            catch (KitException error) when (error.Code != ErrorCode.Cancelled)
            {
                context.Terminal.Always(Text.Verbatim("  " + WizardAnswers.InFolders(error.Cause.In(context.Language), taken).ReplaceLineEndings("\n  ")));
            }
        }
    }

    private static KitException AlreadyThere(string shown) => new(
        ErrorCode.ConfigInvalid,
        ConfigChange.None,
        new Text($"{shown} is there already", $"{shown} уже есть"),
        new Text("to add a folder: agsekit addmount. To replace it all (the old file is kept beside it): agsekit config-gen --overwrite", "добавить папку: agsekit addmount. Заменить всё (прежний файл останется рядом): agsekit config-gen --overwrite"));
}
