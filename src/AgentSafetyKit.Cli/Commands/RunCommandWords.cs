using AgentSafetyKit.Sessions;

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

    /// <summary>In an empty folder made for this run.</summary>
    public bool Temporary { get; init; }

    /// <summary>The newest snapshot there is serves as the one before.</summary>
    public bool WithoutFirstBackup { get; init; }

    /// <summary>Whether it was the user who named the folder.</summary>
    public bool NamesFolder { get; init; }

    /// <summary>What is asked for, in this folder.</summary>
    public RunRequest In(string folder) => new(Agent, Arguments, folder)
    {
        Machine = Machine,
        WithoutBackups = WithoutBackups,
        WithoutDefaultArguments = WithoutDefaultArguments,
        Proxychains = Proxychains,
        HttpProxy = HttpProxy,
        IsTemporary = Temporary,
        WithoutFirstBackup = WithoutFirstBackup,
    };
}
