namespace AgentSafetyKit.Storage;

/// <summary>Whether a file's content can be believed to be its owner's word.</summary>
public enum PrivateFileState
{
    Ok,
    Missing,

    /// <summary>A folder, a device, a pipe.</summary>
    NotRegular,

    /// <summary>It belongs to neither this user nor root.</summary>
    OtherOwner,

    /// <summary>Its mode lets the group or everybody write.</summary>
    WritableByOthers,

    /// <summary>Somebody else could put another file in its place.</summary>
    ReplaceableByOthers,
}
