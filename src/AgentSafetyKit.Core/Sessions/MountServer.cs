using System.Globalization;
using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Mounts;
using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// Serves one folder to one VM for as long as its process lives: connects, mounts, answers the guest, mounts again when the connection breaks, and takes the mount away when asked to end. Everything it knows comes from the
/// mount's record, everything others learn of it goes there.
/// </summary>
public sealed class MountServer(MountStore store, TripwireStore tripwires, RunStore runs, IVirtualMachineProvider machines, TimeProvider time)
{
    private static readonly TimeSpan GuestPatience = TimeSpan.FromSeconds(60);

    private static Text MachineIsOff => new("the VM does not run", "ВМ не работает");

    /// <summary>Returns when cancelled, or when the VM is no longer running.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.UnknownName"/>: no record of that id.</exception>
    /// <param name="id">Of a record that is there.</param>
    /// <param name="cancellation">Ends it: the guest's mount is taken away first.</param>
    public async Task RunAsync(string id, CancellationToken cancellation)
    {
        MountRecord record = store.Find(id) ?? throw NoMount(id);
        using FileLock? mine = await FileLock.TryTakeSoonAsync(store.ServerLock(id), time, cancellation).ConfigureAwait(false);
        if (mine is null)
            return;
        try
        {
            bool isAskedTo = await ServeAsync(record, cancellation).ConfigureAwait(false);
            // One that is to stay is made again when its VM is back, by whoever looks after it then.
            if (!isAskedTo && File.Exists(store.KeepFile(id)))
                store.Save(record with { State = MountState.Broken, CauseEnglish = MachineIsOff.English, CauseRussian = MachineIsOff.Russian, Since = time.GetUtcNow() });
            else
                store.Remove(id, goesOn: store.HasLive(id, runs));
        }
        catch (OperationCanceledException)
        {
            store.Remove(id, goesOn: store.HasLive(id, runs));
        }
        catch (Exception error) when (error is KitException or IOException)
        {
            string english = error is KitException kit ? $"{kit.What.English}: {kit.Cause.English}" : error.Message;
            string russian = error is KitException localized ? $"{localized.What.Russian}: {localized.Cause.Russian}" : error.Message;
            store.Save(record with { State = MountState.Broken, CauseEnglish = english, CauseRussian = russian, Since = time.GetUtcNow() });
        }
    }

    /// <summary>True: it was cancelled; false: the VM no longer runs.</summary>
    private async Task<bool> ServeAsync(MountRecord record, CancellationToken cancellation)
    {
        using var care = new MountCare(record, store, tripwires, runs, time);
        using var caring = new CancellationTokenSource();
        Task cared = care.WorkAsync(caring.Token);
        var pauses = new BackOff(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                SshConnection guest = await machines.ConnectAsync(record.Machine, cancellation).ConfigureAwait(false);
                if (await ServeOneConnectionAsync(record, guest, care, cancellation).ConfigureAwait(false))
                    pauses.Reset();
                if (cancellation.IsCancellationRequested)
                    return true;
                store.Save(record with { State = MountState.Connecting, Since = time.GetUtcNow() });
                await Task.Delay(pauses.Next(), time, cancellation).ConfigureAwait(false);
                if (await machines.FindAsync(record.Machine, cancellation).ConfigureAwait(false) is not { State: MachineState.Running or MachineState.Starting })
                    return false;
            }

            return true;
        }
        finally
        {
            await caring.CancelAsync().ConfigureAwait(false);
            await cared.ConfigureAwait(false);
        }
    }

    /// <summary>One connection from mount to loss; true when it got as far as being mounted.</summary>
    private async Task<bool> ServeOneConnectionAsync(MountRecord record, SshConnection guest, MountCare care, CancellationToken cancellation)
    {
        GuestResult prepared = await guest.RequireAsync(GuestScripts.Command("prepare-mount.sh", record.Target), default, GuestPatience, cancellation).ConfigureAwait(false);
        (GuestOwner owner, bool isClosed, string help) = Parse(prepared);
        using GuardedFolder folder = GuardedFolder.Open(record.Source, new GuardedFolderOptions
        {
            Owner = owner,
            ReadOnly = record.ReadOnly,
            Protect = [.. record.Protect, .. record.ProtectedByDefault ?? []],
            Hide = [.. record.Hide],
            Restrict = record.Restrict,
            Tripwire = care.Tripwire,
            Limits = care.Limits,
            Journal = care.Journal,
        });
        var spec = new SshfsMountSpec(record.Target, "agsekit") { ReadOnly = record.ReadOnly, ByRoot = isClosed, AttributeTimeout = TimeSpan.FromSeconds(record.AttributeSeconds) };
        await guest.EnsureMasterAsync(cancellation).ConfigureAwait(false);
        await using MountChannel channel = MountChannel.Open(folder, guest.ChannelSpec(MountCommandLine.Sshfs(spec, SshfsAbilities.FromHelp(help))), store.LogFile(record.Id));
        bool live = await BecomesLiveAsync(record, guest, channel, cancellation).ConfigureAwait(false);
        if (live)
            store.Save(record with { State = MountState.Live, Since = time.GetUtcNow() });
        try
        {
            await channel.Ended.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(record, guest).ConfigureAwait(false);
        }

        return live;
    }

    private async Task<bool> BecomesLiveAsync(MountRecord record, SshConnection guest, MountChannel channel, CancellationToken cancellation)
    {
        while (!channel.Ended.IsCompleted)
        {
            if (await MountProbe.IsLiveAsync(guest, record.Target, cancellation).ConfigureAwait(false))
            {
                await GuestLocalFolders.BindAsync(record, store, guest, cancellation).ConfigureAwait(false);
                return true;
            }

            await Task.Delay(100, cancellation).ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>Asks the guest to let go, so that what it still had to write has been written. A guest that does not answer loses the channel a moment later all the same.</summary>
    private static async Task EndAsync(MountRecord record, SshConnection guest)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await guest.RunAsync(GuestScripts.Command("end-mount.sh", record.Target), default, TimeSpan.FromSeconds(10), patience.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is KitException or OperationCanceledException or IOException)
        {
            // The VM is off or unreachable: there is nobody left to ask.
        }
    }

    private static (GuestOwner Owner, bool IsClosed, string Help) Parse(GuestResult prepared)
    {
        string text = Encoding.UTF8.GetString(prepared.Output);
        string[] ids = text.Split('\n')[0].Split(' ');
        bool fits = ids.Length == 3
            & uint.TryParse(ids[0], NumberStyles.None, CultureInfo.InvariantCulture, out uint user)
            & uint.TryParse(ids.ElementAtOrDefault(1), NumberStyles.None, CultureInfo.InvariantCulture, out uint group);
        // The guest may say anything here; it only decides whose its files look, and which of its own users mounts them.
        return (fits ? new GuestOwner(user, group) : new GuestOwner(1000, 1000), ids.ElementAtOrDefault(2) == "closed", text);
    }

    private static KitException NoMount(string id) => new(
        ErrorCode.UnknownName,
        new Text($"there is no mount '{Printable.Escape(id)}'", $"нет подключения «{Printable.Escape(id)}»"),
        new Text("nothing of that id was asked to be mounted", "подключить что-либо с таким номером никто не просил"),
        Text.Verbatim("agsekit mounts"));
}
