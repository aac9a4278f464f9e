using AgentSafetyKit.Daemon.Hosting;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>Every route there is, in the order of the documentation.</summary>
internal static class Api
{
    public static RouteTable Routes(DaemonState state) => new(
    [
        .. SelfRoutes.Of(state), .. OperationRoutes.Of(state), .. MachineRoutes.Of(state), .. MountRoutes.Of(state), .. TripwireRoutes.Of(state), .. RunRoutes.Of(state), .. BackupRoutes.Of(state), .. SnapshotRoutes.Of(state),
        .. BoxRoutes.Of(state), .. SessionRoutes.Of(state),
    ]);
}
