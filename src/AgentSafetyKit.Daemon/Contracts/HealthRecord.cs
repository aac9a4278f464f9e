using AgentSafetyKit.Diagnostics.Health;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary><c>doctor --json</c>.</summary>
/// <param name="Worst"><c>passed</c>, <c>warning</c> or <c>failed</c>.</param>
public sealed record HealthRecord(string Worst, IReadOnlyList<HealthFindingRecord> Findings)
{
    public static HealthRecord Of(IReadOnlyList<HealthRow> rows, Language language) => new(CamelWord.Of(rows.Max(row => row.Finding.Level)), [.. rows.Select(row => HealthFindingRecord.Of(row, language))]);
}
