using AgentSafetyKit.Configuration;
using AgentSafetyKit.Supervision;

namespace AgentSafetyKit.Daemon.Services;

/// <summary>A kind of work the daemon keeps going. To add a kind, implement this and name it in <c>DaemonLife</c>.</summary>
internal interface IServiceSource
{
    /// <summary>What is to run by this configuration. Asked whenever that changes; quick, and touches nothing.</summary>
    IEnumerable<ServiceSpec> Wanted(KitConfig config);
}
