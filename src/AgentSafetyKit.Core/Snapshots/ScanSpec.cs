using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>What to read, and what to compare it with.</summary>
internal sealed record ScanSpec
{
    public required FolderHandle Root { get; init; }

    /// <summary>The snapshot to compare with: its table and its folder. Folders whose times did not move are not listed again.</summary>
    public Manifest? Previous { get; init; }

    public FolderHandle? PreviousRoot { get; init; }

    /// <summary>Patterns besides the ignore files.</summary>
    public IReadOnlyList<string> Given { get; init; } = [];

    /// <summary>Use these, their own given patterns too, instead of the ignore files in the tree and of <see cref="Given"/>; differences of the files are reported.</summary>
    public IgnoreRules? Frozen { get; init; }

    /// <summary>False: leave nothing out, but note the ignore files.</summary>
    public bool AppliesRules { get; init; } = true;

    /// <summary>What can not be read is taken over from the previous snapshot.</summary>
    public bool KeepsUnreadable { get; init; }

    /// <summary>Compare the contents also of files whose times differ, to tell a touched file from a changed one.</summary>
    public bool ComparesContent { get; init; }

    public IProgress<WorkProgress> Progress { get; init; } = NoProgress.Instance;
}
