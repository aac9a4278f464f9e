using System.Collections.Immutable;

namespace AgentSafetyKit.Agents;

/// <summary>Where an agent comes from. <c>{version}</c> and <c>{deb}</c> (amd64, arm64) in a value are put in by the guest's script.</summary>
/// <param name="Kind">Which script installs it.</param>
/// <param name="From">The package, the script's address, the repository, or the source's address.</param>
public sealed record AgentInstaller(InstallerKind Kind, string From)
{
    public static AgentInstaller None { get; } = new(InstallerKind.None, "");

    /// <summary>The least Node.js that its newest version runs with; 0: it needs none.</summary>
    public int Node { get; init; }

    /// <summary>The least Python, such as 3.10.</summary>
    public string Python { get; init; } = "";

    /// <summary>The name of a version's tag.</summary>
    public string Tag { get; init; } = "";

    /// <summary>The name of the release's file, packed by gzip.</summary>
    public string Asset { get; init; } = "";

    /// <summary>The folder of the source with its Cargo.toml.</summary>
    public string Folder { get; init; } = "";

    /// <summary>What of the source is built.</summary>
    public string Package { get; init; } = "";

    /// <summary>The program that building makes.</summary>
    public string Made { get; init; } = "";

    /// <summary>What a vendor's script is given.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>Where a vendor's script puts the program, beneath the home folder.</summary>
    public string Puts { get; init; } = "";

    /// <summary>The variable that tells a vendor's script the version.</summary>
    public string VersionVariable { get; init; } = "";

    /// <summary>Further variables for a vendor's script.</summary>
    public ImmutableSortedDictionary<string, string> Env { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
