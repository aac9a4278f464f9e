using System.Text;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Has the user's editor change a copy of the configuration, and takes that over when it is right.</summary>
internal sealed class ConfigEditing(CommandContext context)
{
    private static readonly string[] Usual = ["sensible-editor", "nano", "vim", "vi"];
    private readonly KitServices _services = context.Services;

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        string seen = Encoding.UTF8.GetString(ConfigFileLoader.ReadBytes(_services.ConfigFile));
        string[] editor = Editor();
        // A folder of our own: nobody else can change the copy, and no editor leaves files of its own beside the configuration.
        string place = PrivateFolder.Ensure(Path.Combine(_services.Paths.StateFolder, "edit")), copy = Path.Combine(place, $"config-{Environment.ProcessId}.yaml");
        AtomicFile.Write(copy, Encoding.UTF8.GetBytes(seen));
        while (true)
        {
            context.Terminal.Lend();
            int code = await ChildProcess.StartAttached(CommandSpec.Of(editor[0], [.. editor.AsSpan(1), copy])).Exit.WaitAsync(cancellation).ConfigureAwait(false);
            context.Terminal.Reclaim();
            string text = Encoding.UTF8.GetString(ConfigFileLoader.ReadBytes(copy));
            if (code != 0 || text == seen)
                return Unchanged(copy, editor[0], code, text == seen);
            ConfigReadResult read = ConfigReader.Read(Encoding.UTF8.GetBytes(text), _services.ConfigContext);
            foreach (ConfigProblem problem in read.Problems)
                context.Terminal.Always(Text.Verbatim(ConfigProblemText.Line(copy, problem, context.Language)));
            if (read.Config is not null && await ConfigChange.TryWriteAsync(context, seen, text, cancellation).ConfigureAwait(false))
            {
                File.Delete(copy);
                context.Terminal.Say(new Text($"Written to {Printable.Escape(_services.ConfigFile)}.", $"Записано в {Printable.Escape(_services.ConfigFile)}."));
                return 0;
            }

            if (read.Config is not null || !await context.Terminal.AskAsync(new Text("Edit it again?", "Исправить?"), ConfigChange.None, KeptAt(copy), cancellation).ConfigureAwait(false))
                throw new KitException(ErrorCode.ConfigInvalid, ConfigChange.None, read.Config is null ? new Text("what was edited has errors", "в исправленном есть ошибки") : new Text("the file was changed by somebody else meanwhile", "файл тем временем изменил кто-то ещё"), KeptAt(copy));
        }
    }

    private int Unchanged(string copy, string editor, int code, bool isSame)
    {
        if (code != 0)
            throw new KitException(ErrorCode.InputOutput, ConfigChange.None, new Text($"the editor {Printable.Escape(editor)} ended with {code}", $"редактор {Printable.Escape(editor)} завершился с кодом {code}"), isSame ? new Text("try it by itself, or name another one: EDITOR=nano agsekit config edit", "проверьте его отдельно или назовите другой: EDITOR=nano agsekit config edit") : KeptAt(copy));
        File.Delete(copy);
        context.Terminal.Say(new Text("Nothing was changed.", "Ничего не изменено."));
        return 0;
    }

    private static Text KeptAt(string copy) => new($"what you wrote is kept in {Printable.Escape(copy)}", $"написанное вами сохранено в {Printable.Escape(copy)}");

    /// <summary>VISUAL before EDITOR, as everywhere; both may have arguments.</summary>
    private static string[] Editor()
    {
        foreach (string variable in (string[])["VISUAL", "EDITOR"])
        {
            if (Environment.GetEnvironmentVariable(variable)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words)
                return words;
        }

        return Usual.FirstOrDefault(name => ProgramPath.Find(name) is not null) is { } found
            ? [found]
            : throw new KitException(ErrorCode.ToolMissing, ConfigChange.None, new Text("there is no editor here", "здесь нет редактора"), new Text("name one: EDITOR=/path/of/it agsekit config edit", "назовите его: EDITOR=/путь/к/нему agsekit config edit"));
    }
}
