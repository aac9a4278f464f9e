using System.Collections.Immutable;

namespace AgentSafetyKit.Configuration;

/// <summary>An agent and how it is started.</summary>
/// <param name="Type">One of <see cref="AgentTypes.Known"/>.</param>
/// <param name="Machines">VMs it is meant for, the preferred one first: <c>vm</c>, then <c>vms</c>; where neither is written all, the default VM first. Empty when there are no VMs.</param>
/// <param name="Env">Variables with their values, which may be secrets: never in an argument vector, a log or a message.</param>
/// <param name="EnvFrom">Variables whose values are fetched when the agent starts.</param>
/// <param name="DefaultArguments">Appended unless the user gives the same long option.</param>
/// <param name="Command">For the type <c>command</c>: program and arguments. Empty for others.</param>
public sealed record AgentSettings(
    string Name,
    string Type,
    ImmutableArray<string> Machines,
    ImmutableSortedDictionary<string, string> Env,
    ImmutableSortedDictionary<string, SecretSource> EnvFrom,
    ImmutableArray<string> DefaultArguments,
    ImmutableArray<string> Command,
    KeyOrigins Origins)
{
    /// <summary>Whether it has a word of its own on proxychains, be it that there is none.</summary>
    public bool OwnProxychains { get; init; }

    /// <summary>With <see cref="OwnProxychains"/>: in place of the VM's; null for none.</summary>
    public ProxyAddress? Proxychains { get; init; }

    /// <summary>In place of the VM's; null: the VM's holds.</summary>
    public HttpProxySettings? HttpProxy { get; init; }

    /// <summary>The server it is pointed at; null: its vendor's.</summary>
    public OpenAiSettings? OpenAi { get; init; }

    /// <summary>The version to be installed; null: the newest when it is installed.</summary>
    public string? Version { get; init; }

    /// <summary>It gets a home folder of its own in the VM, so that two agents of one type do not share what they keep there.</summary>
    public bool OwnHome { get; init; }

    /// <summary>Without values of variables and without arguments.</summary>
    public override string ToString() => $"agent {Name} ({Type})";
}
