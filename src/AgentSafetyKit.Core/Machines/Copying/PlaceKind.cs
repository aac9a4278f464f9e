namespace AgentSafetyKit.Machines.Copying;

/// <summary>What is at one end of a copy.</summary>
public enum PlaceKind
{
    Missing,
    File,
    Folder,

    /// <summary>Something that is not copied.</summary>
    Other,
}
