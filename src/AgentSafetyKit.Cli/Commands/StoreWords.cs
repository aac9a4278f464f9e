using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The two options by which a command about snapshots is told which folder and which snapshots are meant.</summary>
internal sealed class StoreWords
{
    public KitOption<string?> Source { get; } = FolderWords.Source();

    public KitOption<string?> Destination { get; } = FolderWords.Destination();

    public ProtectedFolder Folder(CommandContext context) => FolderWords.Find(context, context.Value(Source) ?? ".", context.Value(Destination));

    public SnapshotStore Store(CommandContext context) => Store(context, out _);

    public SnapshotStore Store(CommandContext context, out ProtectedFolder folder)
    {
        folder = Folder(context);
        return context.Services.Snapshots(folder.Spec);
    }
}
