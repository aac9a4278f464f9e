using AgentSafetyKit.Diagnostics.Health;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Diagnostics;

/// <summary>A check that finds what the test says.</summary>
internal sealed class PlayedCheck(string id, Func<Task<IReadOnlyList<HealthFinding>>> look) : IHealthCheck
{
    public string Id => id;

    public Text Title => new(id, id);

    public Task<IReadOnlyList<HealthFinding>> LookAsync(CancellationToken cancellation) => look();
}
