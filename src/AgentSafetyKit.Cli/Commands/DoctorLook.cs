using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Access;
using AgentSafetyKit.Daemon.Client;
using AgentSafetyKit.Diagnostics.Health;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>All that <c>doctor</c> looks at, in the order of its report.</summary>
internal static class DoctorLook
{
    public static Doctor Of(CommandContext context)
    {
        KitServices services = context.Services;
        KitConfig? config = ConfigOf(services);
        return new Doctor(
            [
                new ConfigHealth(services.ConfigFile, services.ConfigContext),
                new FolderHealth(services.KeyPaths),
                new KeyHealth(new SshKeys(services.KeyPaths, services.Commands), services.MachineNames),
                new ToolHealth(services.Paths, services.HostNeeds, services.Commands, HostPreparation.Wanted(services, config)),
                new SnapHealth(OwnSnap.Here, File.Exists(services.ConfigFile), services.Commands),
                new WatchHealth(),
                new MountHealth(config, services.FolderRules, services.Mounts.All()),
                new DaemonHealth(DaemonWords.ControlOf(context), config, new ApiTokenStore(services.Paths), ProductVersion.Text, cancellation => DaemonWords.StartAsync(context, cancellation)),
                new StateHealth(cancellation => services.PatientStatus.CollectAsync(config, null, context.Language, cancellation), services.AbandonedRuns, services.FolderMounts, services.Mounts),
            ],
            services.Time);
    }

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
