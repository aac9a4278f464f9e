using System.Collections.Immutable;
using System.Globalization;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines.Bundles;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// One detached agent in a guest: started under tmux, looked at, waited for, stopped, cleared away. Nothing the guest says is believed further than it is shown: a number of a process, a code, bytes of a log.
/// </summary>
/// <param name="guest">Where it runs.</param>
/// <param name="runId">Names its folder in the guest.</param>
public sealed class DetachedLaunch(SshConnection guest, string runId)
{
    /// <summary>What is kept of what the agent printed; what is older is lost.</summary>
    public const int LogLimit = 4 << 20;

    private static readonly TimeSpan ScriptLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan WaitSlice = TimeSpan.FromSeconds(20);

    private readonly string _memory = RunMemory.FolderOf(runId);

    /// <summary>Sees to it that the guest has tmux: in images of ours it is, elsewhere it is installed.</summary>
    /// <exception cref="KitException">As <see cref="GuestBundles"/> says of what can not be installed.</exception>
    public async Task RequireTmuxAsync(IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        GuestResult found = await guest.RunAsync(["sh", "-c", "command -v tmux"], default, ScriptLimit, cancellation).ConfigureAwait(false);
        if (!found.Succeeded)
            await new GuestBundles(guest, GuestSources.None).InstallToolAsync("tmux", progress, cancellation).ConfigureAwait(false);
    }

    /// <summary>Starts the agent. Its variables travel over standard input: they are in no argument vector, on the host or in the guest.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.GuestUnreachable"/>, <see cref="ErrorCode.GuestCommandFailed"/>.</exception>
    public async Task<GuestProcess> BeginAsync(
        AgentDelivery delivery, string folder, ImmutableArray<string> command, IReadOnlyDictionary<string, string> variables, int columns, int rows, CancellationToken cancellation)
    {
        byte[] script = AgentStartScript.Compose(folder, delivery.Type, command, variables, GuestScript.Read("detached/agent.sh"));
        await delivery.PutAsync(_memory, script, cancellation).ConfigureAwait(false);
        GuestResult begun = await guest.RequireAsync(
            GuestScripts.Command("detached/begin.sh", _memory, runId, Number(columns), Number(rows)), default, ScriptLimit, cancellation).ConfigureAwait(false);
        string[] words = begun.OutputText.Trim().Split(' ');
        if (words is ["started", { } process, { } start, { Length: > 0 and < 64 } boot] && int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id > 1
            && long.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out long ticks))
        {
            return new GuestProcess(id, ticks, boot);
        }

        throw new KitException(
            ErrorCode.GuestCommandFailed,
            new Text($"the agent did not start in VM '{guest.Target.Name}'", $"агент не запустился в ВМ «{guest.Target.Name}»"),
            new Text($"tmux there said: {Printable.EscapeLines(begun.Error).Trim()}", $"ответ tmux: {Printable.EscapeLines(begun.Error).Trim()}"),
            Text.Verbatim($"agsekit shell {guest.Target.Name}"));
    }

    /// <summary>How it is now.</summary>
    public Task<GuestVerdict> LookAsync(GuestProcess process, CancellationToken cancellation) => AskAsync(process, "0", ScriptLimit, cancellation);

    /// <summary>Waits for its end, for 20 s at most.</summary>
    public Task<GuestVerdict> WaitAsync(GuestProcess process, CancellationToken cancellation) =>
        AskAsync(process, Number((int)WaitSlice.TotalSeconds), WaitSlice + ScriptLimit, cancellation);

    /// <summary>Asks it to end, and kills it after <paramref name="patience"/> (at once where that is zero). Returns when it is gone.</summary>
    public Task StopAsync(GuestProcess process, TimeSpan patience, CancellationToken cancellation) => guest.RequireAsync(
        GuestScripts.Command(("detached/lives.sh", "detached/stop.sh"), Number(process.Id), Number(process.Started), Number((int)patience.TotalSeconds)), default, patience + ScriptLimit, cancellation);

    /// <summary>Ends what it left running, and takes away all there is of it in the guest. Answers what it printed, the last of it; best effort.</summary>
    public async Task<byte[]> EndAsync(GuestProcess? process)
    {
        using var limit = new CancellationTokenSource(EndLimit);
        try
        {
            string[] who = process is null ? ["", "", ""] : [Number(process.Id), Number(process.Started), process.Boot];
            GuestResult ended = await guest.RunAsync(GuestScripts.Command("detached/end.sh", [runId, .. who]), default, EndLimit, limit.Token).ConfigureAwait(false);
            return ended.Output.Length > LogLimit ? ended.Output[^LogLimit..] : ended.Output;
        }
        catch (Exception error) when (error is KitException or OperationCanceledException)
        {
            // The VM is off or does not answer: nothing of the agent reaches the host.
            return [];
        }
    }

    /// <summary>A command that shows it on our terminal, to be run with it.</summary>
    /// <param name="readOnly">Our keys are not for it, and our window's size is not its own.</param>
    public CommandSpec AttachSpec(bool readOnly) => guest.InteractiveSpec(GuestScripts.Command("detached/attach.sh", runId, readOnly ? "watch" : "work"), terminal: true);

    /// <summary>A command that prints what it printed; following, until it has ended.</summary>
    public CommandSpec LogSpec(GuestProcess process, bool follow) =>
        guest.ChannelSpec(GuestScripts.Command("detached/log.sh", runId, follow ? "follow" : "once", Number(process.Id)));

    /// <summary>What it printed until now, the last of it; null where nothing was added since a call before, or it can not be had.</summary>
    /// <param name="known">What the call before answered beside; empty for the first one.</param>
    /// <param name="cancellation">Gives it up.</param>
    public async Task<(string Known, byte[]? Log)> LogSinceAsync(string known, CancellationToken cancellation)
    {
        GuestResult said = await guest.RunAsync(GuestScripts.Command("detached/log.sh", runId, "since", known), default, EndLimit, cancellation).ConfigureAwait(false);
        int line = said.Output.AsSpan().IndexOf((byte)'\n');
        if (line is <= 0 or > 64)
            return (known, null);
        string now = Printable.Escape(said.Output.AsSpan(0, line));
        byte[] log = said.Output[(line + 1)..];
        return now == known ? (known, null) : (now, log.Length > LogLimit ? log[^LogLimit..] : log);
    }

    private async Task<GuestVerdict> AskAsync(GuestProcess process, string seconds, TimeSpan limit, CancellationToken cancellation)
    {
        GuestResult said = await guest.RequireAsync(
            GuestScripts.Command(("detached/lives.sh", "detached/wait.sh"), runId, Number(process.Id), Number(process.Started), process.Boot, seconds), default, limit, cancellation).ConfigureAwait(false);
        return GuestVerdict.Parse(said.OutputText);
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
