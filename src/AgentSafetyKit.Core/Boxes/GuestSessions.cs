using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Boxes;

/// <summary>The containers of sessions in one VM that runs.</summary>
/// <param name="guest">The VM.</param>
public sealed class GuestSessions(SshConnection guest)
{
    private static readonly Text NotBegun = new("the session was not begun", "сеанс не начат");

    /// <summary>An image may have to be fetched, and a container to be copied from it.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(10), Usual = TimeSpan.FromMinutes(2);

    /// <summary>What an execution may take longer than its limit: until all of it is ended in an emulated VM that is busy.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    public string Machine => guest.Target.Name;

    /// <summary>Fetches the image of sessions where the VM has it not.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.SourceUnreachable"/>: it can not be had.</exception>
    public async Task PullAsync(string image)
    {
        // Not to be given up: the VM would go on, and whoever asks and goes away would make it fetch as much as he likes at a time.
        GuestResult said = await guest.RunAsync(BoxScripts.Command("pull", image), default, StartLimit, CancellationToken.None).ConfigureAwait(false);
        if (!said.Succeeded)
            throw GuestBoxes.NoImage(NotBegun, image, Printable.EscapeLines(said.Error).Trim());
    }

    /// <summary>Begins one, whose image is there; answers its container.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="limits">What it may take.</param>
    /// <param name="lifetime">After which it ends by itself, in case that nobody is there to end it.</param>
    /// <param name="cancellation">Gives it up; what was begun has to be ended then.</param>
    public async Task<string> StartAsync(string id, BoxLimits limits, TimeSpan lifetime, CancellationToken cancellation)
    {
        string[] words = [id, .. GuestBoxes.Words(limits), GuestBoxes.Seconds(lifetime)];
        ImmutableArray<string> command = limits.Network == BoxNetwork.Filtered ? BoxScripts.CommandWithGateway("session", words) : BoxScripts.Command("session", words);
        GuestResult said = await guest.RunAsync(command, default, StartLimit, cancellation).ConfigureAwait(false);
        string? line = said.OutputText.Split('\n').FirstOrDefault(one => one.StartsWith("@session ", StringComparison.Ordinal));
        if (said.Succeeded && line?["@session ".Length..] is { } container && GuestBoxes.IsContainer(container))
            return container;
        string why = Printable.EscapeLines(said.Error).Trim();
        if (said.OutputText.Split('\n').Contains("@ungated"))
            throw GuestBoxes.NoGateway(NotBegun, Machine, why);
        throw new KitException(
            ErrorCode.GuestCommandFailed, NotBegun, new Text($"the VM says: {why}", $"ВМ сообщает: {why}"), Text.Verbatim($"agsekit box build-base --vm {Machine}"));
    }

    /// <summary>Runs a command in a session to its end; what it leaves running is ended too.</summary>
    /// <param name="session">Which one.</param>
    /// <param name="work">The command.</param>
    /// <param name="onOutput">Handed what it prints as it comes, as far as it is kept; null: nobody listens.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Null: the session is gone.</returns>
    public async Task<ExecutionResult?> ExecuteAsync(SandboxSession session, Execution work, OutputHeard? onOutput, CancellationToken cancellation)
    {
        string word = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var output = new ExecutionOutput(word, onOutput, work.Kept, over.Cancel);
        string seconds = work.Limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        bool ended = false;
        long begin = Stopwatch.GetTimestamp();
        try
        {
            ended = await guest.StreamAsync(BoxScripts.Command("execute", [session.Container, word, seconds, .. work.Words]), work.Input, work.Limit + Grace, output.Hear, over.Token).ConfigureAwait(false) is not null;
        }
        catch (OperationCanceledException) when (output.IsFlood && !cancellation.IsCancellationRequested)
        {
            return output.Flooded(Stopwatch.GetElapsedTime(begin));
        }
        finally
        {
            // Ending ssh here ends nothing there.
            if (!ended)
                await guest.RunAsync(BoxScripts.Command("sweep", session.Container, word), default, Usual, CancellationToken.None).ConfigureAwait(false);
        }

        return output.End();
    }

    /// <summary>Ends and removes them.</summary>
    public Task EndAsync(IReadOnlyList<string> ids, CancellationToken cancellation) =>
        guest.RequireAsync(BoxScripts.Command("end", [.. ids]), default, StartLimit, cancellation);

    /// <summary>The ids of those whose containers there are, and whether they run.</summary>
    public async Task<IReadOnlyDictionary<string, bool>> ListAsync(CancellationToken cancellation)
    {
        GuestResult said = await guest.RequireAsync(BoxScripts.Command("sessions"), default, Usual, cancellation).ConfigureAwait(false);
        var found = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (string line in said.OutputText.Split('\n'))
        {
            if (line.Split(' ') is ["@session", var id, var state, ..] && SandboxStore.IsId(id))
                found[id] = state == "running";
        }

        return found;
    }
}
