using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The words by which commands about snapshots are told which folder is meant.</summary>
internal static class FolderWords
{
    public static KitArgument<string> Folder() =>
        new("FOLDER", new Text("The folder (default: the one you are in)", "Папка (по умолчанию — текущая)")) { DefaultValueFactory = _ => "." };

    public static KitArgument<string> SnapshotId()
    {
        var id = new KitArgument<string>("ID", new Text("The snapshot's name, as 'agsekit backups' shows it", "Имя снимка, как его показывает «agsekit backups»"));
        id.CompletionSources.Add(_ => LiveNames.Snapshots(KitServices.OfProcess()));
        return id;
    }

    public static KitOption<string?> Source() =>
        new("--source-dir", new Text("The folder (default: the one you are in)", "Папка (по умолчанию — текущая)")) { HelpName = "PATH" };

    public static KitOption<string?> Destination() =>
        new("--dest-dir", new Text("Where its snapshots are (default: as configured, else ../backups-NAME)", "Где её снимки (по умолчанию — из настроек, иначе ../backups-ИМЯ)")) { HelpName = "PATH" };

    public static ProtectedFolder Find(CommandContext context, string folder, string? destination) =>
        Placed(context, FolderFinder.FindKept(context.Services.ConfigIfAny(), context.FullPath(folder), destination is null ? null : context.FullPath(destination)));

    /// <summary>Also where the user names the place of the snapshots itself.</summary>
    public static ProtectedFolder FindStore(CommandContext context, string folder, string? destination) =>
        destination is null ? FolderFinder.FindStore(context.Services.ConfigIfAny(), context.FullPath(folder)) : Find(context, folder, destination);

    /// <summary>With what a command typed where the user stands must say to mean this folder and these snapshots: nothing that is found without.</summary>
    public static ProtectedFolder Placed(CommandContext context, ProtectedFolder folder)
    {
        string? source = FolderFinder.FindKept(context.Services.ConfigIfAny(), context.FullPath("."), null) is { } here && here.Source == folder.Source ? null : folder.Source;
        bool isFound = Directory.Exists(folder.Source) && FolderFinder.FindKept(context.Services.ConfigIfAny(), folder.Source, null).BackupFolder == folder.BackupFolder;
        return folder with { Place = new StorePlace(source, isFound ? null : folder.BackupFolder) };
    }
}
