namespace AgentSafetyKit.Machines.Images;

/// <summary>As whom mmdebstrap works.</summary>
public enum BuildMode
{
    Root,

    /// <summary>An ordinary user, as root of a user namespace: needs newuidmap(1) and lines in /etc/subuid and /etc/subgid.</summary>
    Unshare,
}
