using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Client;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Diagnostics;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The whole picture: from the daemon, which has its connections to the guests open, else collected here.</summary>
internal static class StatusLook
{
    /// <summary>It answers within three seconds; one that hangs is not to hold us up for much longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3.2);

    public static async Task<StatusReport> AtAsync(CommandContext context, CancellationToken cancellation) =>
        await AskAsync(context, cancellation).ConfigureAwait(false) ?? await CollectAsync(context, cancellation).ConfigureAwait(false);

    /// <summary>Null: there is no daemon, it does not answer, or it goes by another configuration than the one meant here.</summary>
    private static async Task<StatusReport?> AskAsync(CommandContext context, CancellationToken cancellation)
    {
        DaemonControl control = DaemonWords.ControlOf(context);
        if (control.Process == 0)
            return null;
        try
        {
            StatusReport report = await control.Client.GetAsync("/v1/status", ContractRecords.Default.StatusReport, Patience, cancellation).ConfigureAwait(false);
            return report.Daemon.ConfigFile == Path.GetFullPath(context.Services.ConfigFile) ? report : null;
        }
        catch (KitException)
        {
            return null;
        }
    }

    /// <summary>A configuration that can not be read is one more row: the rest is as it is.</summary>
    private static async Task<StatusReport> CollectAsync(CommandContext context, CancellationToken cancellation)
    {
        (KitConfig? config, KitException? trouble) = ConfigAttempt.Of(context);
        return await context.Services.Status.CollectAsync(config, trouble, context.Language, cancellation).ConfigureAwait(false);
    }
}
