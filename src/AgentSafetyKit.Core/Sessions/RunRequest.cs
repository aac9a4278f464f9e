namespace AgentSafetyKit.Sessions;

/// <summary>What a user asks for with <c>run</c>.</summary>
/// <param name="Agent">Its name in the configuration.</param>
/// <param name="Arguments">The agent's, passed on unchanged.</param>
/// <param name="Folder">Where the user stands, or what he named.</param>
public sealed record RunRequest(string Agent, IReadOnlyList<string> Arguments, string Folder)
{
    /// <summary>Null: the mount's.</summary>
    public string? Machine { get; init; }

    /// <summary>No snapshots for this run, whatever the configuration says.</summary>
    public bool WithoutBackups { get; init; }

    /// <summary>In place of what the configuration says; empty: no proxychains.</summary>
    public string? Proxychains { get; init; }

    /// <summary>In place of what the configuration says: the proxy a helper leads to; empty: none.</summary>
    public string? HttpProxy { get; init; }

    public bool WithoutDefaultArguments { get; init; }

    /// <summary>The folder is an empty one made for this run: the configuration need not know it, and there is nothing in it to save.</summary>
    public bool IsTemporary { get; init; }

    /// <summary>No snapshot is taken before the agent starts: one comes back to the newest there is. Where there is none it is taken all the same.</summary>
    public bool WithoutFirstBackup { get; init; }
}
