using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Snapshots;

/// <summary>A folder to protect and where its snapshots go.</summary>
public sealed record SnapshotStoreSpec
{
    private readonly StorePlace? _place;

    /// <summary>Its real path, absolute. No link on the way is followed: one that is found there was put there since, and may lead anywhere.</summary>
    public required string Source { get; init; }

    /// <summary>Absolute. Made (0700) when missing. Must not lie inside, above or at the source.</summary>
    public required string BackupFolder { get; init; }

    /// <summary>How a command typed where the user stands names this store; both folders in full where nobody says.</summary>
    public StorePlace Place { get => _place ?? new StorePlace(Source, BackupFolder); init => _place = value; }

    /// <summary>Patterns of the configuration in the language of <c>.backupignore</c>; they win over the files in the tree.</summary>
    public IReadOnlyList<string> AlwaysExclude { get; init; } = [];

    /// <summary>The same of the command, which win over both.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>All that are not of the tree, in order.</summary>
    public IReadOnlyList<string> GivenPatterns => AlwaysExclude.Count == 0 ? Exclude : [.. AlwaysExclude, .. Exclude];

    /// <summary>What the backup disk must keep free.</summary>
    public ByteSize MinFreeSpace { get; init; }

    /// <summary>What is kept; null: everything.</summary>
    public RetentionPolicy? Retention { get; init; }

    /// <summary>
    /// What one snapshot may copy, so that an agent can not fill the backup disk; beyond it there is no snapshot. The first one of a folder is free of it: that is what the user had, before any agent.
    /// </summary>
    public ByteSize MaxNewBytes { get; init; } = ByteSize.FromGibibytes(10);

    /// <summary>A larger file is left out, with a warning; null: none is.</summary>
    public ByteSize? MaxFileSize { get; init; }

    /// <summary>A larger file is copied, with a warning.</summary>
    public ByteSize LargeFileSize { get; init; } = ByteSize.FromGibibytes(1);

    /// <summary>How many files, folders and links a snapshot may have; beyond it there is no snapshot.</summary>
    public int MaxFiles { get; init; } = 2_000_000;

    /// <summary>For who looks for snapshots where there are none; often he stands among them.</summary>
    public Text HowToBegin => SnapshotStore.Around(Source) is { } place
        ? new Text(
            $"{Printable.Escape(Source)} lies among snapshots itself; to mean those, add:{OptionsFor(place)}",
            $"{Printable.Escape(Source)} сама лежит среди снимков; если нужны они, добавьте:{OptionsFor(place)}")
        : new Text(
            $"take the first: {CommandToTake}\nor name the folder (--source-dir) or the place of its snapshots (--dest-dir)",
            $"сделайте первый: {CommandToTake}\nили укажите папку (--source-dir) либо место её снимков (--dest-dir)");

    /// <summary>The command that takes a snapshot of this folder into this store.</summary>
    public string CommandToTake => new StorePlace(Source, BackupFolder).Command("backup-once") + string.Concat(Exclude.Select(pattern => " --exclude " + ShellQuote.Shown(pattern)));

    private static string OptionsFor(string snapshots) => new StorePlace(SnapshotStore.SourceOf(snapshots), snapshots).Options;
}
