using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Client;
using AgentSafetyKit.Diagnostics.Health;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>All that <c>doctor</c> looks at, in the order of its report.</summary>
internal static class DoctorLook
{
    public static Doctor Of(CommandContext context)
    {
        KitServices services = context.Services;
        KitConfig? config = ConfigOf(services);
        IReadOnlyList<MachineSpec> wanted = config is { Machines.Length: > 0 } ? [.. config.Machines.Select(MachineSpecs.Of)] : [First(services)];
        return new Doctor(
            [
                new ConfigHealth(services.ConfigFile, services.ConfigContext),
                new FolderHealth(services.Paths),
                new KeyHealth(new SshKeys(services.Paths, services.Commands), services.MachineNames),
                new ToolHealth(services.Paths, services.Machines, services.Commands, wanted),
                new SnapHealth(Environment.GetEnvironmentVariable("SNAP_NAME"), services.Commands),
                new WatchHealth(),
                new MountHealth(config, services.FolderRules, services.Mounts.All()),
                new DaemonHealth(DaemonWords.ControlOf(context), config, ProductVersion.Text, cancellation => DaemonWords.StartAsync(context, cancellation)),
                new StateHealth(cancellation => services.Status.CollectAsync(config, null, context.Language, cancellation), services.AbandonedRuns, services.FolderMounts, services.Mounts),
            ],
            services.Time);
    }

    /// <summary>The VM that a first run would make.</summary>
    private static MachineSpec First(KitServices services) =>
        new("agsekit", services.HostSize.Cores, services.HostSize.Memory, ByteSize.FromGibibytes(20), MachineSpec.DefaultImage, NetworkPolicy.Open);

    /// <summary>What is wrong with it is a finding; the others do without.</summary>
    private static KitConfig? ConfigOf(KitServices services)
    {
        try
        {
            return services.ConfigIfAny();
        }
        catch (KitException)
        {
            return null;
        }
    }
}
