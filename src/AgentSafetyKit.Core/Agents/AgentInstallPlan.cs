using System.Collections.Immutable;
using System.Globalization;

namespace AgentSafetyKit.Agents;

/// <summary>What installing an agent in a VM takes, decided before anything is touched.</summary>
/// <param name="Bundles">Bundles that have to be there first, <c>NAME</c> or <c>NAME:VERSION</c>; a version is the least that does.</param>
/// <param name="Scripts">The parts of the guest's script.</param>
/// <param name="Words">Its arguments; none of them is taken for shell.</param>
public sealed record AgentInstallPlan(ImmutableArray<string> Bundles, ImmutableArray<string> Scripts, ImmutableArray<string> Words)
{
    public static ImmutableArray<string> ProbeScripts { get; } = ["bundles/common.sh", "agents/probe.sh"];

    /// <summary>The arguments of <see cref="ProbeScripts"/>, which asks whether it can be had before the bundles are installed; none where its own script does that at once.</summary>
    public ImmutableArray<string> ProbeWords { get; init; } = [];

    /// <param name="definition">One that is installed.</param>
    /// <param name="version">The wanted one; null: the newest.</param>
    /// <param name="renew">Whether a newer one takes the place of what is there.</param>
    public static AgentInstallPlan Of(AgentDefinition definition, string? version, bool renew)
    {
        AgentInstaller from = definition.Installer;
        (string script, string bundle, ImmutableArray<string> own) = from.Kind switch
        {
            InstallerKind.Npm => ("npm", NodeOf(from), ImmutableArray<string>.Empty),
            InstallerKind.Pip => ("pip", "python", [from.Python]),
            InstallerKind.Script => ("script", "", ScriptWords(from)),
            InstallerKind.Release => ("release", "", [from.Tag, from.Asset]),
            InstallerKind.Source => ("source", "rust", [from.Tag, from.Folder, from.Package, from.Made]),
            InstallerKind.Carried => (from.From, "", []),
            _ => throw new InvalidOperationException($"the type {definition.Type} is not installed"),
        };
        return new AgentInstallPlan(
            bundle.Length > 0 ? [bundle] : [],
            ["bundles/common.sh", "agents/begin.sh", $"agents/{script}.sh"],
            [definition.Type, version ?? "", definition.Program, from.From, renew ? "renew" : "keep", .. own])
        {
            ProbeWords = from.Kind is InstallerKind.Pip or InstallerKind.Source ? [definition.Type, "", script, from.From] : [],
        };
    }

    private static string NodeOf(AgentInstaller from) => from.Node > 0 ? string.Create(CultureInfo.InvariantCulture, $"nodejs:{from.Node}") : "nodejs";

    private static ImmutableArray<string> ScriptWords(AgentInstaller from) =>
    [
        from.Puts, from.VersionVariable, from.Env.Count.ToString(CultureInfo.InvariantCulture), .. from.Env.Select(one => $"{one.Key}={one.Value}"), .. from.Arguments,
    ];
}
