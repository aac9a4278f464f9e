using AgentSafetyKit.Boxes;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;
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
        // Where there is one already there is its image too; and who only looks must not have one made.
        if (machine is not null)
            return new GuestSessions(await kit.BoxMachines.ConnectAsync(machine, cancellation).ConfigureAwait(false));
        MachineSettings settings = config.Current?.DefaultMachine ?? throw Sessions.MachineNames.Unknown("", config.Current);
        return new GuestSessions(await kit.BoxMachines.ReadyAsync(settings, NoProgress.Instance, cancellation).ConfigureAwait(false));
    }

    /// <summary>The VM in which new sessions are begun; null: there is none, or it does not run.</summary>
    public static async Task<SandboxSite?> SiteAsync(KitServices kit, ConfigKeeper config, CancellationToken cancellation) =>
        config.Current?.DefaultMachine is { } machine && await kit.BoxMachines.FindAsync(machine.Name, cancellation).ConfigureAwait(false) is { } running ? new SandboxSite(machine.Name, running.Since) : null;
}
