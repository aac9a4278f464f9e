using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Machines.Multipass;

/// <summary>Gets a machine that Multipass has to the point where commands run in it, and off again. Whoever calls holds the machine's lock.</summary>
internal sealed class MultipassStarter(MultipassClient client, CommandRunner runner, TimeProvider time, string identityFile)
{
    /// <summary>How long a machine may stay Unknown or Starting before that is a fault. An emulated guest needs minutes.</summary>
    public static readonly TimeSpan BootLimit = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan SwitchOffLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan InfoLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DoorLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <summary>Brings it to Running, whatever it is now; true when it was off, so that giving up means switching it off again.</summary>
    public async Task<bool> PowerOnAsync(string name, MultipassStatus status, UndoStack undo, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        if (status is MultipassStatus.Running or MultipassStatus.DelayedShutdown)
            return false;
        undo.Push(() => SwitchOffAsync(name));
        progress.Report(new WorkProgress(new Text($"starting VM '{name}'", $"запускаем ВМ «{name}»")));
        if (status == MultipassStatus.Suspending)
            status = await WaitAsync(name, SwitchOffLimit, now => now != MultipassStatus.Suspending, cancellation).ConfigureAwait(false) ?? MultipassStatus.Unknown;
        if (status is MultipassStatus.Stopped or MultipassStatus.Suspended)
        {
            try
            {
                // Multipass's own limit ends first, with words that say more.
                await client.ChangeAsync("start", name, MultipassCommands.Start(name, BootLimit), default, BootLimit + AskLimit, null, progress, cancellation).ConfigureAwait(false);
            }
            catch (KitException e) when (e.Code is ErrorCode.MachineFailed or ErrorCode.GuestUnreachable)
            {
                throw MultipassFailure.StartFailed(name, e.Cause, e.Fix);
            }
        }

        // Somebody else's start, or one whose client did not live to see its end.
        if (await WaitAsync(name, BootLimit, now => now is MultipassStatus.Running or MultipassStatus.Stopped or MultipassStatus.Deleted, cancellation).ConfigureAwait(false) == MultipassStatus.Running)
            return true;
        throw MultipassFailure.StartFailed(
            name,
            new Text($"Multipass did not call it running within {BootLimit.TotalMinutes:0} minutes", $"Multipass не сообщил за {BootLimit.TotalMinutes:0} минут, что она работает"),
            Text.Verbatim($"multipass info {name}"));
    }

    /// <summary>Waits until the guest lets us in and shows the key it must have. Answers the record with where it was found.</summary>
    public async Task<MultipassRecord> ReachAsync(MultipassFolder folder, MultipassRecord record, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        progress.Report(new WorkProgress(new Text("the guest lets us in with our key and shows its own", "гость пускает нас по ключу и предъявляет свой")));
        record = await LocateAsync(record, cancellation).ConfigureAwait(false);
        folder.Write(record);
        var connection = new SshConnection(folder.Target(record.Address, identityFile), runner);
        long begin = time.GetTimestamp();
        while (true)
        {
            try
            {
                await connection.RunAsync(["true"], default, DoorLimit, cancellation).ConfigureAwait(false);
                return record;
            }
            catch (KitException e) when (e.Code == ErrorCode.GuestUnreachable)
            {
                // Its SSH server may be starting again. A wrong key does not become right.
                if (IsAnotherGuest(e))
                    throw AnotherGuest(folder.Name);
                if (time.GetElapsedTime(begin) > DoorLimit)
                    throw MultipassFailure.StartFailed(folder.Name, e.Cause, Text.Verbatim($"multipass exec {folder.Name} -- tail /var/log/cloud-init-output.log"));
                await Task.Delay(Look, time, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Asks where it is now: addresses change (a subnet is drawn anew after a crash of the daemon).</summary>
    public async Task<MultipassRecord> LocateAsync(MultipassRecord record, CancellationToken cancellation)
    {
        MultipassDetails details = await client.InfoAsync(record.Name, InfoLimit, cancellation).ConfigureAwait(false);
        if (details.Addresses.IsEmpty)
        {
            throw new KitException(
                ErrorCode.GuestUnreachable,
                new Text($"VM '{record.Name}' can not be reached", $"до ВМ «{record.Name}» не достучаться"),
                new Text("Multipass knows no address of it", "Multipass не знает её адреса"),
                Text.Verbatim($"agsekit stop-vm {record.Name} --force && agsekit start-vm {record.Name}"));
        }

        return record with
        {
            Address = details.Addresses[0],
            ImageHash = record.ImageHash.Length > 0 ? record.ImageHash : details.ImageHash,
            DiskUsedBytes = details.DiskUsed > 0 ? details.DiskUsed : record.DiskUsedBytes,
        };
    }

    /// <summary>Lets the guest power itself off; false when it did not within its time. Multipass's own stop is not used: a guest that misses it holds up every client for five minutes.</summary>
    public async Task<bool> AskToPowerOffAsync(MultipassFolder folder, MultipassRecord record, TimeSpan patience, CancellationToken cancellation)
    {
        long begin = time.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience < AskLimit ? patience : AskLimit);
        try
        {
            if (record.Address.Length == 0)
                record = await LocateAsync(record, limit.Token).ConfigureAwait(false);
            var connection = new SshConnection(folder.Target(record.Address, identityFile), runner);
            await connection.RunAsync(["sudo", "-n", "systemctl", "poweroff"], default, AskLimit, limit.Token).ConfigureAwait(false);
        }
        catch (KitException)
        {
            // It may have gone before it could answer.
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
        }

        TimeSpan left = patience - time.GetElapsedTime(begin);
        return await WaitAsync(folder.Name, left, now => now is MultipassStatus.Stopped or MultipassStatus.Deleted or null, cancellation).ConfigureAwait(false)
            is MultipassStatus.Stopped or MultipassStatus.Deleted or null;
    }

    /// <summary>Switches it off without asking. Also for taking back what failed, so the caller's giving up does not count.</summary>
    public Task SwitchOffAsync(string name) => client.ChangeAsync("stop", name, MultipassCommands.SwitchOff(name), SwitchOffLimit, CancellationToken.None);

    /// <summary>Whether an SSH connection failed because another guest answered.</summary>
    public static bool IsAnotherGuest(KitException error) => error.Cause.English.Contains("Host key verification failed", StringComparison.Ordinal);

    public static KitException AnotherGuest(string name) => MultipassFailure.Failed(
        name,
        new Text("the guest that answers is another one: it does not have the SSH host key of this VM", "отвечает другой гость: у него не тот ключ SSH, который должен быть у этой ВМ"),
        new Text($"if you made VM '{name}' anew with multipass yourself: agsekit destroy-vm {name} forgets the old one", $"если вы сами пересоздали ВМ «{name}» через multipass: agsekit destroy-vm {name} забудет прежнюю"));

    private async Task<MultipassStatus?> WaitAsync(string name, TimeSpan limit, Predicate<MultipassStatus?> enough, CancellationToken cancellation)
    {
        long begin = time.GetTimestamp();
        while (true)
        {
            MultipassStatus? status = await client.StatusAsync(name, cancellation).ConfigureAwait(false);
            if (enough(status) || status is null || time.GetElapsedTime(begin) > limit)
                return status;
            await Task.Delay(Look, time, cancellation).ConfigureAwait(false);
        }
    }
}
