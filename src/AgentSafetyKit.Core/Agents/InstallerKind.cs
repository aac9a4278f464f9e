namespace AgentSafetyKit.Agents;

/// <summary>How an agent gets into a VM. Each but the first and the last has a script of its name in src/guest/agents.</summary>
public enum InstallerKind
{
    /// <summary>Nothing is installed: the user's own command.</summary>
    None,

    /// <summary>A package of the npm registry.</summary>
    Npm,

    /// <summary>A package of the Python index, into an environment of its own.</summary>
    Pip,

    /// <summary>A script of the vendor's, run in the VM only.</summary>
    Script,

    /// <summary>A file of a release on GitHub, checked against the digest GitHub names.</summary>
    Release,

    /// <summary>Built in the VM from a tagged source, with cargo.</summary>
    Source,

    /// <summary>Comes with the product; nothing is fetched.</summary>
    Carried,
}
