namespace AgentSafetyKit.Mounts.Guard;

/// <summary>Whether a path is hidden from the guest, which may depend on what is there: the pattern <c>build/</c> hides a folder and no file.</summary>
internal enum HiddenAs
{
    Nothing,

    /// <summary>If it is a folder.</summary>
    Folder,

    /// <summary>If it is anything but a folder.</summary>
    Other,

    /// <summary>Whatever it is, because of its own name.</summary>
    Anything,

    /// <summary>A folder above it is: there is no way to it.</summary>
    Unreachable,
}
