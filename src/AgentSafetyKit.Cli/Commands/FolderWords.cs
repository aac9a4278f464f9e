using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The words by which commands about snapshots are told which folder is meant.</summary>
internal static class FolderWords
{
    public static KitArgument<string> Folder() =>
        new("FOLDER", new Text("The folder (default: the one you are in)", "Папка (по умолчанию — текущая)")) { DefaultValueFactory = _ => "." };

    public static KitOption<string?> Source() =>
        new("--source-dir", new Text("The folder (default: the one you are in)", "Папка (по умолчанию — текущая)")) { HelpName = "PATH" };

    public static KitOption<string?> Destination() =>
        new("--dest-dir", new Text("Where its snapshots are (default: as configured, else ../backups-NAME)", "Где её снимки (по умолчанию — из настроек, иначе ../backups-ИМЯ)")) { HelpName = "PATH" };

    public static ProtectedFolder Find(CommandContext context, string folder, string? destination) =>
        FolderFinder.Find(context.Services.ConfigIfAny(), context.FullPath(folder), destination is null ? null : context.FullPath(destination));
}
