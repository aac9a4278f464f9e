using System.Runtime.InteropServices;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Access;
using AgentSafetyKit.Daemon.Client;
using AgentSafetyKit.Diagnostics.Health;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Machines.Qemu;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>All that <c>doctor</c> looks at, in the order of its report.</summary>
internal static class DoctorLook
{
    public static Doctor Of(CommandContext context) => Of(context, context.Language);

    /// <param name="context">Of the command, or of the daemon.</param>
    /// <param name="language">Of the words that are not in both.</param>
    public static Doctor Of(CommandContext context, Language language)
    {
        KitServices services = context.Services;
        KitConfig? config = ConfigOf(services);
        return new Doctor(
            [
                new ConfigHealth(services.ConfigFile, services.ConfigContext),
                new FolderHealth(services.KeyPaths, FreeSpace.BytesAt),
                new KeyHealth(new SshKeys(services.KeyPaths, services.Commands), services.MachineNames),
                new ToolHealth(
                    cancellation => services.HostNeeds.LookAsync(HostPreparation.Wanted(services, config), cancellation),
                    cancellation => new AcceleratorProbe(services.Paths, services.Commands).FindAsync(RuntimeInformation.ProcessArchitecture, cancellation)),
                new SnapHealth(OwnSnap.Here, File.Exists(services.ConfigFile), services.Commands),
                new WatchHealth(),
                new RecordHealth(services.Paths),
                new MountHealth(config, services.FolderRules, services.Mounts.All()),
                new WebhookHealth(config, ProgramPath.Find),
                new DaemonHealth(DaemonWords.ControlOf(context), config, new ApiTokenStore(services.Paths), ProductVersion.Text, cancellation => DaemonWords.StartAsync(context, cancellation)),
                new StateHealth(cancellation => services.PatientStatus.CollectAsync(config, null, language, cancellation), services.AbandonedRuns, services.FolderMounts, services.Mounts),
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
