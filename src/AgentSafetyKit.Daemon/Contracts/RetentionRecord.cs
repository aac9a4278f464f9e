using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>What retention says of one snapshot, in <c>backup-clean --json</c> and <c>backups --why --json</c>.</summary>
public sealed record RetentionRecord(string Id, bool Keeps, string Reason, string Why)
{
    public static RetentionRecord Of(RetentionDecision decision, Language language) => new(decision.Id, decision.Keeps, CamelWord.Of(decision.Reason), decision.Why.In(language));
}
