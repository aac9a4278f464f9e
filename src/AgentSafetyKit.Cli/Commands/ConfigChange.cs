using System.Text;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Changes of the configuration file by commands: what a user agreed to is what is written, and only onto what he saw.</summary>
internal static class ConfigChange
{
    public static Text None { get; } = new("the configuration was not changed", "настройки не изменены");

    /// <summary>Empty where there is no file.</summary>
    public static string TextOf(string file) => File.Exists(file) ? Encoding.UTF8.GetString(ConfigFileLoader.ReadBytes(file)) : "";

    /// <summary>What the changed text says.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.ConfigInvalid"/>: it would not be right.</exception>
    public static KitConfig RequireRight(KitServices services, string text)
    {
        ConfigReadResult read = ConfigReader.Read(Encoding.UTF8.GetBytes(text), services.ConfigContext);
        if (read.Config is not null)
            return read.Config;
        string shown = Printable.Escape(services.ConfigFile);
        throw new KitException(
            ErrorCode.ConfigInvalid,
            new Text($"the configuration {shown} can not be changed so", $"так настройки {shown} изменить нельзя"),
            new Text(string.Join('\n', read.Errors.Select(problem => problem.Message.English)), string.Join('\n', read.Errors.Select(problem => problem.Message.Russian))),
            new Text("write it there yourself (agsekit config path, agsekit config-example), or choose another folder", "допишите сами (agsekit config path, agsekit config-example) или выберите другую папку"));
    }

    /// <summary>Asks, unless it was agreed to beforehand.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.Cancelled"/>: the answer was no; <see cref="ErrorCode.NeedsAnswer"/>.</exception>
    public static async Task AgreeAsync(CommandContext context, bool yes, string command, string shown, CancellationToken cancellation)
    {
        string agreed = $"agsekit {command} --yes {shown}".TrimEnd();
        var howToAgree = new Text($"to agree beforehand: {agreed}", $"чтобы согласиться заранее: {agreed}");
        if (!yes && !await context.Terminal.AskAsync(new Text("Go ahead?", "Продолжить?"), None, howToAgree, cancellation).ConfigureAwait(false))
            throw new KitException(ErrorCode.Cancelled, None, new Text("you said no", "вы ответили «нет»"), Text.None);
    }

    /// <summary>False: the file has changed since it was read; nothing is written.</summary>
    public static async Task<bool> TryWriteAsync(CommandContext context, string seen, string text, CancellationToken cancellation)
    {
        KitServices services = context.Services;
        string file = services.ConfigFile;
        using FileLock one = await FileLock.TakeAsync(Path.Combine(services.Paths.LocksFolder, "config.lock"), null, cancellation).ConfigureAwait(false);
        if (TextOf(file) != seen)
        {
            context.Terminal.Always(new Text("The configuration has changed meanwhile.", "Настройки тем временем изменились."));
            return false;
        }

        // A folder of the user's own keeps its permissions.
        string place = Path.GetDirectoryName(Path.GetFullPath(file))!;
        if (place == services.Paths.ConfigFolder || !Directory.Exists(place))
            PrivateFolder.Ensure(place);
        ConfigFileReplacement.Write(file, Encoding.UTF8.GetBytes(text), services.Time.GetUtcNow());
        return true;
    }
}
