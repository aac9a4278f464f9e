using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The two options by which a command about snapshots is told which folder and which snapshots are meant.</summary>
internal sealed class StoreWords
{
    public KitOption<string?> Source { get; } = FolderWords.Source();

    public KitOption<string?> Destination { get; } = FolderWords.Destination();

    public ProtectedFolder Folder(CommandContext context) => FolderWords.Find(context, context.Value(Source) ?? Around(context) ?? ".", context.Value(Destination));

    /// <summary>Where the user names snapshots and stands somewhere in the folder they are of, that one is meant.</summary>
    private string? Around(CommandContext context) =>
        context.Value(Destination) is { } backups && SnapshotStore.SourceOf(context.FullPath(backups)) is { } source && RealPath.Of(source) is { } real && FolderFinder.IsAtOrBeneath(Environment.CurrentDirectory, real)
            ? real
            : null;

    public SnapshotStore Store(CommandContext context) => Store(context, out _);

    public SnapshotStore Store(CommandContext context, out ProtectedFolder folder)
    {
        folder = Folder(context);
        return context.Services.Snapshots(folder.Spec);
    }
}
