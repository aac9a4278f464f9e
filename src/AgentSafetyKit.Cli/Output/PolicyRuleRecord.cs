using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Output;

/// <summary>A rule that has a say.</summary>
/// <param name="From">Where its list stands: <c>mounts</c> or <c>vms.NAME</c>.</param>
/// <param name="Allowed">Null: all agents.</param>
internal sealed record PolicyRuleRecord(string Folder, string From, IReadOnlyList<string>? Allowed, bool Allows)
{
    public static PolicyRuleRecord Of(PolicyRule rule) => new(rule.Folder, rule.From, rule.Allowed.Names is { } names ? names : null, rule.Allows);
}
