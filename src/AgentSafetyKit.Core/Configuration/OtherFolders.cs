namespace AgentSafetyKit.Configuration;

/// <summary>What becomes of folders in a VM that do not allow the agent of a run that is about to begin there.</summary>
public enum OtherFolders
{
    /// <summary>The run is refused.</summary>
    Refuse,

    /// <summary>They are taken out of the VM while it works, unless another run works in them.</summary>
    Unmount,
}
