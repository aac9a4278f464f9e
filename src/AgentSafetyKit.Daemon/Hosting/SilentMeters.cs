using System.Diagnostics.Metrics;

namespace AgentSafetyKit.Daemon.Hosting;

/// <summary>Kestrel wants to count; what is counted here is counted by ourselves.</summary>
internal sealed class SilentMeters : IMeterFactory
{
    public Meter Create(MeterOptions options) => new(options);

    public void Dispose()
    {
    }
}
