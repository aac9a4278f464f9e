using System.Collections.Immutable;

namespace AgentSafetyKit.Agents;

/// <summary>A type of agent as data: all that is known of it stands in its definition file, nothing in code.</summary>
/// <param name="Type">Its name in the configuration; the file's name.</param>
/// <param name="About">One line, in English as names are.</param>
/// <param name="Program">What is started in the VM; empty where the configuration says it.</param>
/// <param name="Installer">Where it comes from.</param>
public sealed record AgentDefinition(string Type, string About, string Program, AgentInstaller Installer)
{
    /// <summary>Before a task's words, for use without a person.</summary>
    public ImmutableArray<string> Unattended { get; init; } = [];

    /// <summary>Variables it takes keys from.</summary>
    public ImmutableArray<string> Keys { get; init; } = [];

    /// <summary>What it keeps in its home folder, beneath it.</summary>
    public ImmutableArray<string> Home { get; init; } = [];

    /// <summary>A file beneath the home folder that grows for ever unless it is rotated; empty for none.</summary>
    public string Log { get; init; } = "";

    /// <summary>Variables unless the configuration gives them.</summary>
    public ImmutableSortedDictionary<string, string> Env { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Variables whatever the configuration gives.</summary>
    public ImmutableSortedDictionary<string, string> Always { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Null: it can not be pointed at another server by variables and arguments.</summary>
    public OpenAiMapping? OpenAi { get; init; }

    public bool IsInstalled => Installer.Kind != InstallerKind.None;
}
