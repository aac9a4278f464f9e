namespace AgentSafetyKit.Cli.Commands;

/// <summary>What a user said with <c>run</c>.</summary>
internal sealed record RunCommandWords(
    string Agent, IReadOnlyList<string> Arguments, string? Machine, string Folder, bool WithoutBackups, bool WithoutDefaultArguments, bool NoReview, bool Yes)
{
    /// <summary>It is to need no terminal.</summary>
    public bool Detach { get; init; }

    /// <summary>What the run is called.</summary>
    public string? Name { get; init; }

    /// <summary>In place of the configuration's.</summary>
    public string? Proxychains { get; init; }

    /// <summary>In place of the configuration's.</summary>
    public string? HttpProxy { get; init; }
}
