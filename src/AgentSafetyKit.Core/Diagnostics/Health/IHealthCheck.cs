using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Diagnostics.Health;

/// <summary>One kind of trouble that is known. Looking changes nothing.</summary>
public interface IHealthCheck
{
    /// <summary>One word for the report, the same in <c>--json</c> for ever.</summary>
    string Id { get; }

    /// <summary>What is looked at, in a word or two.</summary>
    Text Title { get; }

    /// <summary>All it found, at least one finding; empty where there is nothing to look at.</summary>
    Task<IReadOnlyList<HealthFinding>> LookAsync(CancellationToken cancellation);
}
