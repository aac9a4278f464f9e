using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Sessions;

/// <summary>A look at the terminal of a run at work, or a hand on its keys: over our own terminal (<c>attach</c>) or over somebody's connection to the daemon. The agent goes on without it.</summary>
public sealed class RunAttachment
{
    private readonly DetachedLaunch _launch;
    private readonly GuestProcess _process;
    private readonly RunRecord _run;

    private RunAttachment(SshConnection guest, RunRecord run, GuestProcess process, bool readOnly)
    {
        Guest = guest;
        _run = run;
        _process = process;
        _launch = new DetachedLaunch(guest, run.Id);
        Command = _launch.AttachSpec(readOnly);
    }

    public SshConnection Guest { get; }

    /// <summary>Shows the agent on the terminal it is run in; ends with code 255 where the connection breaks.</summary>
    public CommandSpec Command { get; }

    /// <param name="machines">Has the run's VM.</param>
    /// <param name="run">One without a terminal.</param>
    /// <param name="readOnly">Keys are not for the agent, and the window's size is not its own.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <returns>Null: its agent is not at work (any more).</returns>
    /// <exception cref="KitException"><see cref="ErrorCode.GuestUnreachable"/>.</exception>
    public static async Task<RunAttachment?> OpenAsync(IVirtualMachineProvider machines, RunRecord run, bool readOnly, CancellationToken cancellation)
    {
        if (run is not { EndedAt: null, Guest: { } process })
            return null;
        SshConnection guest = await machines.ConnectAsync(run.Machine, cancellation).ConfigureAwait(false);
        await guest.EnsureMasterAsync(cancellation).ConfigureAwait(false);
        return new RunAttachment(guest, run, process, readOnly);
    }

    /// <summary>How the agent is, after the command has ended.</summary>
    public Task<GuestVerdict> LookAsync(CancellationToken cancellation) => _launch.LookAsync(_process, cancellation);

    /// <summary>What to say of a connection that broke meanwhile: nothing of it ends the agent.</summary>
    public KitException Broken(KitException cause) => new(
        ErrorCode.GuestUnreachable,
        new Text($"the connection to VM '{_run.Machine}' broke", $"связь с ВМ «{_run.Machine}» прервалась"),
        new Text("it no longer answers; the agent goes on there, as long as the VM runs", "она больше не отвечает; агент в ней продолжает работу, пока ВМ включена"),
        Text.Verbatim($"agsekit attach {_run.Name ?? _run.Id}"),
        cause);
}
