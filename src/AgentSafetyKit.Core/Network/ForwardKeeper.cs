using System.Collections.Immutable;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Network;

/// <summary>
/// Keeps the forwards of one VM as they are wanted, over its shared SSH connection, for as long as <see cref="RunAsync"/> runs: opens what is missing, takes away what is too much, touches nothing
/// else, and brings all of it back when the connection broke or the VM was restarted. Of several keepers of one VM, in whatever processes, one works and the others wait until it ends. What one that
/// was killed left open is taken over or taken away by the next.
/// </summary>
/// <param name="machine">The VM's name.</param>
/// <param name="connect">Gives an open connection to the VM, or null while it is off; a <see cref="KitException"/> is tried again.</param>
/// <param name="store">Where the state is written down for others.</param>
/// <param name="time">Paces the tries.</param>
public sealed class ForwardKeeper(string machine, Func<CancellationToken, Task<SshConnection?>> connect, ForwardStore store, TimeProvider time)
{
    private static readonly TimeSpan LockPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StableAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Ever = TimeSpan.FromDays(1);
    private readonly BackOff _pauses = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(4));
    private readonly Wake _wake = new(time);
    private readonly ForwardTable _table = new(time);
    private FileLock? _mine;
    private volatile ForwardWish _wish = ForwardWish.None;
    private volatile KeeperState _state = new(machine, KeeperPhase.Idle, Text.None, []);

    public string Machine { get; } = machine;

    /// <summary>How it is now. Read from any thread.</summary>
    public KeeperState State => _state;

    /// <summary>Told of every new <see cref="State"/>, on the keeper's own thread; it has to return soon.</summary>
    public Action<KeeperState>? Changed { get; init; }

    /// <summary>From now on this is wanted. Returns at once; called from any thread, also before <see cref="RunAsync"/>.</summary>
    public void Reconcile(ForwardWish wish)
    {
        _wish = wish;
        _wake.Call();
    }

    /// <summary>Keeps them until cancelled, then takes them away. Connections that go through them then live on until they end by themselves.</summary>
    /// <exception cref="OperationCanceledException">Always, in the end.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        _pauses.Reset();
        try
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                if (_wish.IsEmpty)
                {
                    Release();
                    Publish(KeeperPhase.Idle, Text.None);
                    await _wake.WaitAsync(Ever, cancellation).ConfigureAwait(false);
                }
                else if ((_mine ??= store.TryTake(Machine)) is null)
                {
                    Publish(KeeperPhase.Elsewhere, Text.None);
                    await _wake.WaitAsync(LockPause, cancellation).ConfigureAwait(false);
                }
                else
                {
                    long begin = time.GetTimestamp();
                    if (await TryConnectAsync(cancellation).ConfigureAwait(false) is { } guest)
                    {
                        await ServeAsync(guest, cancellation).ConfigureAwait(false);
                        if (time.GetElapsedTime(begin) > StableAfter)
                            _pauses.Reset();
                    }

                    await _wake.WaitAsync(_pauses.Next(), cancellation).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            Release();
        }
    }

    private async Task<SshConnection?> TryConnectAsync(CancellationToken cancellation)
    {
        _table.Want(_wish.Forwards);
        try
        {
            SshConnection? guest = await connect(cancellation).ConfigureAwait(false);
            if (guest is null)
                Publish(KeeperPhase.Off, Text.None);
            return guest;
        }
        catch (Exception error) when (error is KitException or IOException)
        {
            Publish(KeeperPhase.Connecting, error is KitException known ? known.Cause : Text.Verbatim(Printable.Escape(error.Message)));
            return null;
        }
    }

    /// <summary>One connection from its first forward to its loss.</summary>
    private async Task ServeAsync(SshConnection guest, CancellationToken cancellation)
    {
        if (await guest.MasterAsync(cancellation).ConfigureAwait(false) is not { } process || ProcessIdentity.Of(process) is not { } master)
            return;
        TakeOver(master);
        await using GuestWatch watch = GuestWatch.Start(guest, _wake.Call, time);
        var work = new ForwardWork(guest, watch, _table, time);
        try
        {
            while (!watch.Ended.IsCompleted)
            {
                ForwardWish wish = _wish;
                TimeSpan rest = await work.ApplyAsync(wish, cancellation).ConfigureAwait(false);
                if (wish.IsEmpty)
                    return;
                Publish(KeeperPhase.Connected, Text.None, master);
                await _wake.WaitAsync(rest, cancellation).ConfigureAwait(false);
                if (await work.IsStrandedAsync(cancellation).ConfigureAwait(false))
                    await guest.CloseAsync(cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await work.CancelAllAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            _table.Lose();
        }

        Publish(KeeperPhase.Connecting, new Text("the connection broke", "связь прервалась"));
    }

    /// <summary>What the keeper before us had open on this very connection is still open.</summary>
    private void TakeOver(ProcessIdentity master)
    {
        if (store.Find(Machine) is not { } record || record.Master != master)
            return;
        foreach (ForwardInfo left in record.Forwards.Select(entry => entry.ToInfo()).OfType<ForwardInfo>().Where(info => info.State == ForwardState.Up))
            _table.Set(left.Spec, ForwardState.Up, Text.None);
    }

    private void Release()
    {
        if (_mine is null)
            return;
        store.Remove(Machine);
        _mine.Dispose();
        _mine = null;
    }

    private void Publish(KeeperPhase phase, Text cause, ProcessIdentity? master = null)
    {
        ImmutableArray<ForwardInfo> forwards = phase is KeeperPhase.Idle or KeeperPhase.Elsewhere ? [] : _table.All;
        var state = new KeeperState(Machine, phase, cause, forwards, phase == KeeperPhase.Elsewhere ? store.HolderOf(Machine) : 0);
        if (state.IsSameAs(_state))
            return;
        _state = state;
        if (_mine is not null)
            store.Save(Machine, new ForwardRecord(ProcessIdentity.Of(Environment.ProcessId), phase, cause.English, cause.Russian, master, [.. forwards.Select(ForwardEntry.Of)]));
        Changed?.Invoke(state);
    }
}
