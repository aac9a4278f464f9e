using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
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
        FolderFinder.FindKept(context.Services.ConfigIfAny(), context.FullPath(folder), destination is null ? null : context.FullPath(destination));

    /// <summary>The options, a blank before each, by which a command typed where the user stands would mean this folder and these snapshots; empty where it does so without.</summary>
    public static string Options(CommandContext context, ProtectedFolder folder)
    {
        ProtectedFolder meant = Find(context, ".", null);
        string source = meant.Source == folder.Source ? "" : Option(Source(), folder.Source);
        if (source.Length > 0)
            meant = Find(context, folder.Source, null);
        return meant.BackupFolder == folder.BackupFolder ? source : source + Option(Destination(), folder.BackupFolder);
    }

    private static string Option(KitOption<string?> option, string path) => $" {option.Name} {Printable.Escape(ShellQuote.Word(path))}";
}
