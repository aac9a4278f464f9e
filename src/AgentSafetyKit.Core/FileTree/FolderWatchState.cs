namespace AgentSafetyKit.FileTree;

/// <summary>What a <see cref="FolderWatch"/> hears of.</summary>
public enum FolderWatchState
{
    /// <summary>Not everything is watched yet.</summary>
    Starting,

    /// <summary>Every change in every folder that can be watched.</summary>
    Watching,

    /// <summary>The folder is not there; as soon as it is, it is watched.</summary>
    Absent,

    /// <summary>Nothing, for the reason it names; tried again later.</summary>
    Degraded,
}
