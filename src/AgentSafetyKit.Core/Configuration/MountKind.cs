namespace AgentSafetyKit.Configuration;

/// <summary>Who serves a mounted folder to the VM.</summary>
public enum MountKind
{
    /// <summary>Our own file server: confined, with protect, hide and journal.</summary>
    Guarded,

    /// <summary>The engine itself.</summary>
    Native,
}
