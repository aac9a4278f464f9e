using System.Collections.Immutable;
using System.Net.Sockets;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Network;

/// <summary>What <see cref="ForwardKeeper"/> does over one connection.</summary>
internal sealed class ForwardWork(SshConnection guest, GuestWatch watch, ForwardTable table, TimeProvider time)
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CleanUpPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Worrying = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(2);
    private readonly AutoPorts _autoPorts = new(HostPorts.IsFree);
    private long? _lastRetry;

    /// <summary>One round; answers after what time the next is due at the latest.</summary>
    public async Task<TimeSpan> ApplyAsync(ForwardWish wish, CancellationToken cancellation)
    {
        ImmutableArray<ForwardSpec> wanted = [.. wish.Forwards, .. Automatic(wish)];
        ForwardPlan plan = ForwardPlan.Between(table.Up, wanted);
        table.Want(wanted);
        foreach (ForwardSpec gone in plan.Cancel)
        {
            await guest.CancelForwardAsync(gone.Words, cancellation).ConfigureAwait(false);
            table.Remove(gone);
        }

        bool retries = _lastRetry is not { } last || time.GetElapsedTime(last) >= ShortRest;
        if (retries)
            _lastRetry = time.GetTimestamp();
        foreach (ForwardSpec missing in plan.Open.Where(spec => retries || !table.Failed(spec)))
        {
            if (watch.Ended.IsCompleted)
                break;
            await OpenAsync(missing, cancellation).ConfigureAwait(false);
        }

        return plan.Open.IsEmpty ? Rest : ShortRest;
    }

    /// <summary>Takes all away, also when the caller was cancelled.</summary>
    public async Task CancelAllAsync()
    {
        using var patience = new CancellationTokenSource(CleanUpPatience, time);
        try
        {
            foreach (ForwardSpec up in table.Up)
                await guest.CancelForwardAsync(up.Words, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // A shared connection that does not answer for so long is about to end, and they end with it.
        }
    }

    /// <summary>
    /// The guest is silent and its address takes no connection: it has another one now, or it is gone. Where only the guest is slow, the address still answers, for that is the kernel's part; the
    /// connection, which others use too, is left alone then.
    /// </summary>
    public async Task<bool> IsStrandedAsync(CancellationToken cancellation)
    {
        if (watch.Ended.IsCompleted || watch.Silence < Worrying)
            return false;
        using var patience = new CancellationTokenSource(AnswerPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(guest.Target.Host, guest.Target.Port, either.Token).ConfigureAwait(false);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return true;
        }
    }

    private ImmutableArray<ForwardSpec> Automatic(ForwardWish wish)
    {
        if (!wish.AutoPorts)
            return [];
        ImmutableArray<ForwardSpec> up = [.. table.Up.Where(spec => spec.IsAutomatic)];
        return watch.Listeners is { } listeners ? _autoPorts.Choose(listeners, wish, watch.SshPort, up) : up;
    }

    private async Task OpenAsync(ForwardSpec spec, CancellationToken cancellation)
    {
        if (await guest.TryForwardAsync(spec.Words, cancellation).ConfigureAwait(false))
            table.Set(spec, ForwardState.Up, Text.None);
        else if (spec.IsAutomatic)
            // Its port was taken a moment ago; the next round finds it another.
            table.Remove(spec);
        else if (!watch.Ended.IsCompleted)
            table.Set(spec, ForwardState.Failed, await ForwardRefusal.ExplainAsync(guest, spec, cancellation).ConfigureAwait(false));
    }
}
