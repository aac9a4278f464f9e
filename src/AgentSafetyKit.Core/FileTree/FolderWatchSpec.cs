namespace AgentSafetyKit.FileTree;

/// <summary>What to watch, and with how much.</summary>
public sealed record FolderWatchSpec
{
    /// <summary>Absolute; links on the way are followed, the way the user sees the folder.</summary>
    public required string Path { get; init; }

    /// <summary>Called, on the watch's own thread and never twice at once, when something has changed or the state has.</summary>
    public required Action Notify { get; init; }

    /// <summary>A bound on our own memory (some 150 bytes a folder), beside the kernel's bound on its own.</summary>
    public int MostFolders { get; init; } = 300_000;

    /// <summary>How soon a folder that is not there is looked for again.</summary>
    public TimeSpan AbsentPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How soon watching is tried again after it failed; each further failure doubles it, up to ten minutes.</summary>
    public TimeSpan FailurePause { get; init; } = TimeSpan.FromSeconds(30);
}
