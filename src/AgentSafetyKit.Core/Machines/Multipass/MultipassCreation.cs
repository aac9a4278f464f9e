using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Machines.Multipass;

/// <summary>Makes machines with <c>multipass launch</c>, and clears away what a launch left that failed, was given up, or whose program was killed. Whoever calls holds the machine's lock.</summary>
/// <remarks>
/// Before the launch a record is written that says so: ending the client does not end a launch (the daemon goes on, and a queued one begins minutes later), so the machine may turn up
/// when nobody waits for it any more. The next call that makes, starts, stops or destroys anything removes it then. The record counts for an hour: a machine of that name that comes
/// later is somebody else's.
/// </remarks>
internal sealed class MultipassCreation(KitPaths paths, CommandRunner runner, TimeProvider time, MultipassClient client, MultipassStarter starter, SshKeys keys)
{
    private static readonly TimeSpan LaunchLimit = TimeSpan.FromMinutes(90);
    private static readonly TimeSpan DeleteLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LeftoverLimit = TimeSpan.FromHours(1);
    private static readonly TimeSpan TurnUpLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(30);

    public async Task<MultipassRecord> MakeAsync(MultipassFolder folder, MachineSpec spec, string image, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        MultipassFolder unfinished = folder.Unfinished();
        bool waitedFor = IsLeftover(folder);
        unfinished.Remove();
        PrivateFolder.Ensure(paths.MultipassFolder);
        PrivateFolder.Ensure(unfinished.Path);
        bool sent = false, mayBeThere = true, mayCome = true, done = false;
        try
        {
            string settings = await SettingsAsync(unfinished, spec, cancellation).ConfigureAwait(false);
            MultipassRecord record = RecordOf(spec);
            unfinished.Write(record);
            sent = true;
            try
            {
                if (waitedFor)
                    await LaunchAfterLeftoverAsync(spec, image, settings, progress, cancellation).ConfigureAwait(false);
                else
                    await LaunchAsync(spec, image, settings, progress, cancellation).ConfigureAwait(false);
            }
            catch (KitException e) when (!waitedFor && e.Code is ErrorCode.MachineExists or ErrorCode.Busy)
            {
                // Somebody was quicker: that machine is his.
                mayBeThere = false;
                throw;
            }
            catch (KitException e) when (e.Code is not (ErrorCode.MachineStartFailed or ErrorCode.EngineUnavailable))
            {
                // Refused, so nothing was begun.
                mayCome = false;
                throw;
            }

            record = await starter.ReachAsync(unfinished, record, progress, cancellation).ConfigureAwait(false);
            await LookForSshfsAsync(unfinished, record, progress, cancellation).ConfigureAwait(false);
            unfinished.Write(record);
            await new SshConnection(unfinished.Target(record.Address, keys.IdentityFile), runner).CloseAsync(cancellation).ConfigureAwait(false);
            Directory.Move(unfinished.Path, folder.Path);
            done = true;
            return record;
        }
        finally
        {
            if (!done)
                await TakeBackAsync(unfinished, sent && mayBeThere, mayCome).ConfigureAwait(false);
        }
    }

    /// <summary>Clears away every machine whose making was broken off and that nobody works on.</summary>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        foreach (string name in MultipassFolder.UnfinishedNames(paths).ToList())
        {
            using FileLock? free = FileLock.TryTake(paths.MachineLock(name));
            if (free is not null)
                await SweepAsync(new MultipassFolder(paths, name), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Clears away what is left of the making of one machine. One that has not turned up yet is still waited for.</summary>
    public async Task SweepAsync(MultipassFolder folder, CancellationToken cancellation)
    {
        MultipassFolder left = folder.Unfinished();
        if (!left.Exists)
            return;
        if (IsFresh(left))
        {
            bool there = await client.StatusAsync(folder.Name, cancellation).ConfigureAwait(false) is not null;
            if (there)
                await DeleteAsync(folder.Name, cancellation).ConfigureAwait(false);
            else
                return;
        }

        left.Remove();
    }

    /// <summary>Whether a machine of this name is what is left of a making of ours.</summary>
    public bool IsLeftover(MultipassFolder folder) => folder.Unfinished() is { Exists: true } left && IsFresh(left);

    /// <summary>Removes it with its disk, running or not; nothing happens where it is gone.</summary>
    public async Task DeleteAsync(string name, CancellationToken cancellation)
    {
        try
        {
            await client.ChangeAsync("delete", name, MultipassCommands.Delete(name), DeleteLimit, cancellation).ConfigureAwait(false);
        }
        catch (KitException e) when (e.Code == ErrorCode.MachineMissing)
        {
        }
    }

    private bool IsFresh(MultipassFolder left) => left.TryRead(out _) is { } record && time.GetUtcNow() - record.Created < LeftoverLimit;

    private async Task TakeBackAsync(MultipassFolder unfinished, bool mayBeThere, bool mayCome)
    {
        if (mayBeThere)
        {
            try
            {
                using var own = new CancellationTokenSource(DeleteLimit, time);
                bool there = await client.StatusAsync(unfinished.Name, own.Token).ConfigureAwait(false) is not null;
                if (there)
                    await DeleteAsync(unfinished.Name, own.Token).ConfigureAwait(false);
                else if (mayCome)
                    return;
            }
            catch (Exception e) when (e is KitException or OperationCanceledException)
            {
                // The record stays, so the next call tries again. What brought us here is what there is to tell.
                return;
            }
        }

        unfinished.Remove();
    }

    /// <summary>Where an earlier launch under this name was given up before Multipass listed its machine, that one may still be on its way: it is let turn up, and removed.</summary>
    private async Task LaunchAfterLeftoverAsync(MachineSpec spec, string image, string settings, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await LaunchAsync(spec, image, settings, progress, cancellation).ConfigureAwait(false);
                return;
            }
            catch (KitException e) when (e.Code is ErrorCode.Busy or ErrorCode.MachineExists)
            {
                progress.Report(new WorkProgress(new Text("an earlier launch that was broken off is still under way; waiting to clear it away", "прежний прерванный запуск ещё идёт; ждём, чтобы убрать его")));
                while (await client.StatusAsync(spec.Name, cancellation).ConfigureAwait(false) is null)
                    await Task.Delay(TurnUpLook, time, cancellation).ConfigureAwait(false);
                await DeleteAsync(spec.Name, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task LaunchAsync(MachineSpec spec, string image, string settings, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watch = new LaunchWatch(spec.Name, progress, giveUp.CancelAfter);
        try
        {
            await client.ChangeAsync(
                "launch", spec.Name, MultipassCommands.Launch(spec, image, LaunchLimit), System.Text.Encoding.UTF8.GetBytes(settings), LaunchLimit, watch.Read, progress, giveUp.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw MultipassFailure.StartFailed(
                spec.Name,
                new Text($"it took more than {watch.Limit.TotalMinutes:0} minutes: {watch.Step.English}", $"это длилось больше {watch.Limit.TotalMinutes:0} минут: {watch.Step.Russian}"),
                new Text($"try by hand what Multipass says: multipass launch --name {spec.Name} {image}", $"проверьте вручную, что скажет Multipass: multipass launch --name {spec.Name} {image}"));
        }
    }

    private MultipassRecord RecordOf(MachineSpec spec) => new()
    {
        Name = spec.Name,
        Processors = spec.Processors,
        MemoryBytes = spec.Memory.Bytes,
        DiskBytes = spec.Disk.Bytes,
        Image = spec.Image,
        Created = time.GetUtcNow(),
        Begun = time.GetUtcNow(),
    };

    /// <summary>Keys for the guest; the private one is nowhere but in the settings afterwards.</summary>
    private async Task<string> SettingsAsync(MultipassFolder folder, MachineSpec spec, CancellationToken cancellation)
    {
        string userKey = await keys.EnsureIdentityAsync(cancellation).ConfigureAwait(false);
        string hostPublicKey = await keys.GenerateAsync(folder.HostKey, spec.Name, cancellation).ConfigureAwait(false);
        string hostKey = await File.ReadAllTextAsync(folder.HostKey, cancellation).ConfigureAwait(false);
        File.Delete(folder.HostKey);
        File.Delete(folder.HostKey + ".pub");
        await File.WriteAllTextAsync(folder.KnownHosts, $"agsekit-{spec.Name} {hostPublicKey}\n", cancellation).ConfigureAwait(false);
        return MultipassCloudInit.Of(spec.Name, userKey, hostKey, hostPublicKey, spec.CloudInit);
    }

    private async Task LookForSshfsAsync(MultipassFolder folder, MultipassRecord record, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        GuestResult found = await new SshConnection(folder.Target(record.Address, keys.IdentityFile), runner)
            .RunAsync(["sh", "-c", "command -v sshfs"], default, LookLimit, cancellation).ConfigureAwait(false);
        if (!found.Succeeded)
        {
            progress.Report(new WorkProgress(new Text(
                $"the guest could not install sshfs, so no folder can be mounted yet: agsekit exec {record.Name} -- sudo apt-get install -y sshfs",
                $"гость не смог поставить sshfs, поэтому папки пока не подключить: agsekit exec {record.Name} -- sudo apt-get install -y sshfs")));
        }
    }
}
