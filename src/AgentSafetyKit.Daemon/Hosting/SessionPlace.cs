using AgentSafetyKit.Boxes;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Supervision;

namespace AgentSafetyKit.Daemon.Hosting;

/// <summary>Where sessions are: in the first VM of the configuration, as it was when each was made.</summary>
internal static class SessionPlace
{
    /// <param name="kit">The product.</param>
    /// <param name="config">The configuration in force.</param>
    /// <param name="machine">Null: the one in which new sessions are begun.</param>
    /// <param name="cancellation">Gives it up.</param>
    public static async Task<GuestSessions> FindAsync(KitServices kit, ConfigKeeper config, string? machine, CancellationToken cancellation)
    {
        MachineSettings? settings = machine is null ? config.Current?.DefaultMachine : config.Current?.FindMachine(machine);
        SshConnection guest = settings is not null
            ? await kit.BoxMachines.ReadyAsync(settings, NoProgress.Instance, cancellation).ConfigureAwait(false)
            : await kit.BoxMachines.ConnectAsync(machine ?? throw Sessions.MachineNames.Unknown("", config.Current), cancellation).ConfigureAwait(false);
        return new GuestSessions(guest);
    }
}
