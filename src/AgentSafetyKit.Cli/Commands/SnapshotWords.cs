using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The words by which commands that look into snapshots are told which are meant.</summary>
internal static class SnapshotWords
{
    public static void Complete(Argument argument) => argument.CompletionSources.Add(_ => LiveNames.Snapshots(KitServices.OfProcess()));

    /// <exception cref="KitException"><see cref="ErrorCode.SnapshotMissing"/>: there is none.</exception>
    public static string Newest(SnapshotStore store) => store.List() is [.., SnapshotInfo newest] ? newest.Id : throw new KitException(
        ErrorCode.SnapshotMissing,
        new Text("there is no snapshot yet", "снимков пока нет"),
        new Text($"there is none in {Printable.Escape(store.Spec.BackupFolder)}", $"в {Printable.Escape(store.Spec.BackupFolder)} нет ни одного"),
        store.Spec.HowToBegin);

    /// <summary>Progress, unless a program reads.</summary>
    public static IProgress<WorkProgress> Progress(CommandContext context) => context.Json ? NoProgress.Instance : context.Terminal.Progress();
}
