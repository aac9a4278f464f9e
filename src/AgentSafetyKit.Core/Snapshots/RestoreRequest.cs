using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>What to put back.</summary>
public sealed record RestoreRequest
{
    /// <summary>The snapshot.</summary>
    public required string Id { get; init; }

    /// <summary>Files and folders; empty means all.</summary>
    public IReadOnlyList<TreePath> Paths { get; init; } = [];

    /// <summary>Another folder to restore into, its real path: no link in it is followed; made when missing. Null, or the source itself by any path: in place.</summary>
    public string? Target { get; init; }

    /// <summary>In place also where the snapshot is of another folder: all that it does not have goes.</summary>
    public bool AcceptsOtherFolder { get; init; }

    /// <summary>Remove what the snapshot does not have. Null: in place yes, unless the snapshot's manifest was lost and with it what it was told to leave out; into another folder no.</summary>
    public bool? DeletesExtra { get; init; }

    /// <summary>Also give back the setuid and setgid bits of files: else nobody who could write into the folder gets a program that runs as its owner.</summary>
    public bool RestoresSetuid { get; init; }
}
