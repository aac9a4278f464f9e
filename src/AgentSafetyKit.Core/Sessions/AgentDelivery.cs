using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// Brings an agent's start script into the guest's memory, over standard input. In the same step the guest is asked whether it has the agent; one that is missing is installed first, for the configuration wants it there.
/// </summary>
/// <param name="guest">Where it runs.</param>
/// <param name="plan">What is started.</param>
/// <param name="agents">Installs it.</param>
/// <param name="progress">Told of the installation.</param>
public sealed class AgentDelivery(SshConnection guest, RunPlan plan, MachineAgents agents, IProgress<WorkProgress> progress)
{
    private const int IsMissing = 97;

    /// <summary>So much a shell takes in itself as quickly as another program is started.</summary>
    private const int MostLines = 2000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The type of the agent; empty for the user's own command.</summary>
    public string Type => plan.Program.Length > 0 ? plan.Agent.Type : "";

    /// <param name="folder">The run's private folder in memory, which is made.</param>
    /// <param name="script">What is put there as <c>start</c>.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="KitException">The agent can not be installed, or the guest does not answer.</exception>
    public async Task PutAsync(string folder, byte[] script, CancellationToken cancellation)
    {
        if (await TryPutAsync(folder, script, cancellation).ConfigureAwait(false))
            return;
        await InstallAsync(cancellation).ConfigureAwait(false);
        if (!await TryPutAsync(folder, script, cancellation).ConfigureAwait(false))
            throw Missing();
    }

    /// <summary>As <see cref="PutAsync"/>; false where the agent is missing in the guest.</summary>
    public async Task<bool> TryPutAsync(string folder, byte[] script, CancellationToken cancellation)
    {
        string how = script.Length <= MostLines && Ascii.IsValid(script) ? "lines" : "whole";
        GuestResult put = await guest.RunAsync(GuestScripts.Command("deliver-start.sh", folder, Type, plan.Program, how), script, Patience, cancellation).ConfigureAwait(false);
        if (put.Exit.Code == IsMissing)
            return false;
        if (put.Succeeded)
            return true;
        string said = Printable.EscapeLines(put.Error).Trim();
        throw Refused(new Text($"its start script was not taken ({put.Exit.Code}): {said}", $"сценарий запуска не принят ({put.Exit.Code}): {said}"));
    }

    public Task InstallAsync(CancellationToken cancellation) => agents.InstallAsync(plan.Machine, plan.Agent, renew: false, plan.Proxy.Proxychains, progress, cancellation);

    /// <summary>It was installed, and is not there all the same.</summary>
    public KitException Missing() => Refused(new Text($"'{plan.Program}' is not there", $"программы «{plan.Program}» там нет"));

    private KitException Refused(Text cause) => new(
        ErrorCode.GuestCommandFailed,
        new Text($"the agent can not be started in VM '{guest.Target.Name}'", $"агента не запустить в ВМ «{guest.Target.Name}»"),
        cause,
        Text.Verbatim($"agsekit shell {guest.Target.Name}"));
}
