using AgentSafetyKit.Diagnostics.Health;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>One finding of <c>doctor --json</c>.</summary>
/// <param name="Check">Whose it is: one word, always the same.</param>
/// <param name="Level"><c>passed</c>, <c>warning</c> or <c>failed</c>.</param>
/// <param name="Repairable">Whether <c>--fix</c> can put it right.</param>
/// <param name="Repaired">Whether it just did.</param>
public sealed record HealthFindingRecord(string Check, string Level, string What, string? Cause, string? Fix, bool Repairable, bool Repaired)
{
    public static HealthFindingRecord Of(HealthRow row, Language language) => new(
        row.Check.Id,
        CamelWord.Of(row.Finding.Level),
        row.Finding.What.In(language),
        row.Finding.Cause.IsEmpty ? null : row.Finding.Cause.In(language),
        row.Finding.Fix.IsEmpty ? null : row.Finding.Fix.In(language),
        row.Finding.Repair is not null,
        row.IsRepaired);
}
