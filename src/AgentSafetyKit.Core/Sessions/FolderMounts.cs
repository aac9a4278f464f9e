using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// Mounted folders, seen from commands: each is served by a process of its own (<see cref="MountServer"/>) that outlives the command, so that two runs can share one mount and a mount can stay.
/// </summary>
/// <param name="store">Where the processes meet.</param>
/// <param name="serverCommand">The command line that serves the mount of an id.</param>
/// <param name="time">The clock.</param>
public sealed class FolderMounts(MountStore store, Func<string, CommandSpec> serverCommand, TimeProvider time)
{
    /// <summary>Who works in the folders, for messages.</summary>
    public RunStore? Runs { get; init; }

    private static readonly TimeSpan MountPatience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(20);

    /// <summary>Mounts the folder unless it is, and keeps it mounted while the lease is held.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.MountFailed"/>.</exception>
    public async Task<MountLease> UseAsync(MountWish wish, CancellationToken cancellation)
    {
        FileLock share = await ShareAsync(wish.Id, cancellation).ConfigureAwait(false);
        try
        {
            await EnsureAsync(wish, cancellation).ConfigureAwait(false);
            return new MountLease(this, wish.Id, share);
        }
        catch
        {
            share.Dispose();
            await UnmountIfUnusedAsync(wish.Id).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Mounts the folder to stay until <see cref="UnmountAsync"/>.</summary>
    /// <param name="wish">What and where.</param>
    /// <param name="requireAllowed">Asked when the mount can be seen by others, so that a run started at the same moment does not slip through; when it throws, the mount goes again.</param>
    /// <param name="cancellation">Gives it up.</param>
    public async Task MountAsync(MountWish wish, Action requireAllowed, CancellationToken cancellation)
    {
        await using MountLease lease = await UseAsync(wish, cancellation).ConfigureAwait(false);
        requireAllowed();
        AtomicFile.Write(store.KeepFile(wish.Id), []);
    }

    /// <summary>Takes a mount away; false when there was none.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.Busy"/>: a run works in it.</exception>
    public async Task<bool> UnmountAsync(string id)
    {
        using FileLock? alone = FileLock.TryTake(store.UsersLock(id));
        if (alone is null)
        {
            string folder = Printable.Escape(store.Find(id)?.Source ?? id);
            throw new KitException(
                ErrorCode.Busy,
                new Text($"{folder} can not be unmounted now", $"сейчас {folder} нельзя отключить"),
                new Text("an agent works in it", "в ней работает агент"),
                HowToEnd(record => record.Folder == store.Find(id)?.Source, new Text("end the agent first", "сначала завершите агента")));
        }

        bool wasAway = store.RemoveAway(id);
        return await EndServerAsync(id).ConfigureAwait(false) || wasAway;
    }

    /// <summary>Takes a mount out of its VM, one that is to stay until <see cref="BringBackAsync"/>; false where a run works in it.</summary>
    internal async Task<bool> SendAwayAsync(MountRecord record)
    {
        using FileLock? alone = FileLock.TryTake(store.UsersLock(record.Id));
        if (alone is null)
            return false;
        if (File.Exists(store.KeepFile(record.Id)))
            store.SaveAway(record);
        await EndServerAsync(record.Id).ConfigureAwait(false);
        return true;
    }

    /// <summary>Mounts again what waits for the end of the runs in a VM. Whoever is killed meanwhile leaves it to the next one.</summary>
    internal async Task BringBackAsync(string machine)
    {
        foreach (MountRecord record in store.AwayFrom(machine))
        {
            using FileLock share = await ShareAsync(record.Id, CancellationToken.None).ConfigureAwait(false);
            await ResumeAsync(record).ConfigureAwait(false);
            store.RemoveAway(record.Id);
        }
    }

    /// <summary>Takes away all mounts of a VM that is about to be stopped.</summary>
    /// <param name="machine">The VM.</param>
    /// <param name="force">Also those an agent works in.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.Busy"/>: an agent works in one, and <paramref name="force"/> was not given. None is gone then.</exception>
    public async Task UnmountAllOfAsync(string machine, bool force)
    {
        List<MountRecord> records = [.. store.All().Where(record => record.Machine == machine)];
        foreach (MountRecord record in records.Where(_ => !force))
        {
            using FileLock? alone = FileLock.TryTake(store.UsersLock(record.Id));
            if (alone is not null)
                continue;
            throw new KitException(
                ErrorCode.Busy,
                new Text($"VM '{machine}' is in use", $"ВМ «{machine}» используется"),
                new Text($"an agent works in {Printable.Escape(record.Source)}", $"агент работает в {Printable.Escape(record.Source)}"),
                HowToEnd(run => run.Machine == machine && run.Folder == record.Source, new Text("end the agent first, or give --force", "сначала завершите агента или укажите --force")));
        }

        foreach (MountRecord record in records)
            await EndServerAsync(record.Id).ConfigureAwait(false);
    }

    /// <summary>As <see cref="UnmountAllOfAsync"/>, for a VM that comes back: mounts that were to stay are made again when the answer is disposed of.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.Busy"/>: an agent works in one, and <paramref name="force"/> was not given. None is gone then.</exception>
    public async Task<MountPause> PauseAllOfAsync(string machine, bool force)
    {
        List<MountRecord> kept = [.. store.All().Where(record => record.Machine == machine && File.Exists(store.KeepFile(record.Id)))];
        await UnmountAllOfAsync(machine, force).ConfigureAwait(false);
        return new MountPause(this, [], kept);
    }

    /// <summary>
    /// Takes a folder out of every guest's hands for as long as the answer is held: nothing a guest left running can write to it then. Mounts that were to stay are made again afterwards.
    /// Null when a run works in it.
    /// </summary>
    /// <param name="folder">Mounts of it, of a folder above it and of folders in it are meant.</param>
    public async Task<MountPause?> TryPauseAsync(string folder)
    {
        var locks = new List<FileLock>();
        List<MountRecord> records = [.. store.All().Where(record => FolderFinder.IsAtOrBeneath(record.Source, folder) || FolderFinder.IsAtOrBeneath(folder, record.Source))];
        foreach (MountRecord record in records)
        {
            if (FileLock.TryTake(store.UsersLock(record.Id)) is { } alone)
            {
                locks.Add(alone);
                continue;
            }

            locks.ForEach(taken => taken.Dispose());
            return null;
        }

        List<MountRecord> kept = [.. records.Where(record => File.Exists(store.KeepFile(record.Id)))];
        foreach (MountRecord record in records)
            await EndServerAsync(record.Id).ConfigureAwait(false);
        return new MountPause(this, locks, kept);
    }

    /// <summary>As <see cref="TryPauseAsync"/>, for what must not be done under a run.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.Busy"/>: a run works in it.</exception>
    public async Task<MountPause> PauseAsync(string folder) => await TryPauseAsync(folder).ConfigureAwait(false) ?? throw new KitException(
        ErrorCode.Busy,
        new Text($"{Printable.Escape(folder)} can not be restored now", $"сейчас {Printable.Escape(folder)} нельзя восстановить"),
        new Text("an agent works in it, or in a folder that overlaps it", "в ней или в пересекающейся с ней папке работает агент"),
        HowToEnd(run => FolderFinder.IsAtOrBeneath(run.Folder, folder) || FolderFinder.IsAtOrBeneath(folder, run.Folder), new Text(
            "end the agent first, then try again; where it works: agsekit mounts\nto look at a state meanwhile, restore it elsewhere with --to DIR",
            "сначала завершите агента, затем повторите; где он работает: agsekit mounts\nчтобы пока посмотреть, восстановите в другое место: --to ПАПКА")));

    /// <summary>Runs without a terminal are ended by a command; where the others work, nobody here knows.</summary>
    private Text HowToEnd(Predicate<RunRecord> works, Text otherwise)
    {
        List<RunRecord> detached = [.. (Runs?.Live() ?? []).Where(run => run.IsDetached && works(run))];
        return detached.Count == 0 ? otherwise : Text.Verbatim(string.Join('\n', detached.Take(5).Select(run => $"agsekit stop {run.Id}")));
    }

    /// <summary>Makes a mount again that was to stay, and waits a while until it is live; a VM that is gone keeps nothing from going on.</summary>
    internal async Task ResumeAsync(MountRecord record)
    {
        using var patience = new CancellationTokenSource(EndPatience);
        try
        {
            await EnsureAsync(MountWishes.Again(record), patience.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is KitException or OperationCanceledException)
        {
            // Its VM is off or slow: the record says so, and 'mounts' shows it.
        }

        AtomicFile.Write(store.KeepFile(record.Id), []);
    }

    /// <summary>Makes a mount again that is to stay and was lost; false where nobody wants it any more.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.MountFailed"/>: it is to stay all the same.</exception>
    public async Task<bool> RepairAsync(string id, CancellationToken cancellation)
    {
        using FileLock share = await ShareAsync(id, cancellation).ConfigureAwait(false);
        if (store.Find(id) is not { } record || !File.Exists(store.KeepFile(id)))
            return false;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(EndPatience);
        await EnsureAsync(MountWishes.Again(record), patience.Token, goesOn: true).ConfigureAwait(false);
        return true;
    }

    internal async Task UnmountIfUnusedAsync(string id)
    {
        if (File.Exists(store.KeepFile(id)))
            return;
        using FileLock? alone = FileLock.TryTake(store.UsersLock(id));
        if (alone is not null)
            await EndServerAsync(id).ConfigureAwait(false);
    }

    private async Task<bool> EndServerAsync(string id)
    {
        bool was = store.Find(id) is not null;
        if (store.ServerOf(id) is > 0 and int server && ProcessIdentity.Of(server) is { } process)
            await process.EndAsync(EndPatience, time).ConfigureAwait(false);
        store.Remove(id, goesOn: HasLive(id));
        return was;
    }

    private bool HasLive(string id) => Runs is not null && store.HasLive(id, Runs);

    /// <summary>For who has just closed a run: nothing is kept for it any more, unless the mount is still served or there are others.</summary>
    internal void ForgetEnded(RunRecord run)
    {
        string id = MountStore.IdOf(run.Folder, run.Machine);
        if (!File.Exists(StartLock(id)))
            return;
        // Who mounts it at this moment sees to it.
        using FileLock? one = FileLock.TryTakeQuietly(StartLock(id));
        if (one is not null && store.ServerOf(id) == 0 && !HasLive(id))
            store.Forget(id);
    }

    private string StartLock(string id) => store.ServerLock(id) + ".start";

    private async Task<FileLock> ShareAsync(string id, CancellationToken cancellation)
    {
        // Somebody who unmounts holds it alone, for seconds at most.
        FileLock? share;
        while ((share = FileLock.TryShare(store.UsersLock(id))) is null)
            await Task.Delay(50, cancellation).ConfigureAwait(false);
        return share;
    }

    /// <param name="wish">What and where.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <param name="goesOn">It is the mount there was, with all that was counted and who was stopped; otherwise that is so where a run goes on.</param>
    private async Task EnsureAsync(MountWish wish, CancellationToken cancellation, bool goesOn = false)
    {
        using FileLock one = await FileLock.TakeAsync(StartLock(wish.Id), null, cancellation).ConfigureAwait(false);
        if (store.ServerOf(wish.Id) == 0)
            await StartAsync(wish, goesOn || HasLive(wish.Id), cancellation).ConfigureAwait(false);
        RequireSame(wish);
        long begin = time.GetTimestamp();
        while (true)
        {
            MountRecord? record = store.Find(wish.Id);
            if (record is { State: MountState.Live })
                return;
            if (record is { State: MountState.Broken })
                throw Failed(wish, new Text(record.CauseEnglish ?? "", record.CauseRussian ?? ""));
            if (store.ServerOf(wish.Id) == 0)
                throw Failed(wish, LogTail(wish.Id));
            if (time.GetElapsedTime(begin) > MountPatience)
                throw Failed(wish, new Text($"the guest did not mount it within {MountPatience.TotalSeconds:0} s", $"ВМ не подключила её за {MountPatience.TotalSeconds:0} с"));
            await Task.Delay(50, cancellation).ConfigureAwait(false);
        }
    }

    private async Task StartAsync(MountWish wish, bool goesOn, CancellationToken cancellation)
    {
        // Nobody gets other rules by the back door, be it by a tripwire that nobody would hear.
        if (goesOn)
            RequireSame(wish);
        store.Remove(wish.Id, staysWanted: true, goesOn);
        store.Save(wish.ToRecord(time.GetUtcNow()));
        PrivateFolder.Ensure(Path.GetDirectoryName(store.LogFile(wish.Id))!);
        File.Delete(store.LogFile(wish.Id));
        ChildProcess server = ChildProcess.StartDetached(serverCommand(wish.Id), store.LogFile(wish.Id));
        while (store.ServerOf(wish.Id) == 0 && !server.HasExited)
            await Task.Delay(20, cancellation).ConfigureAwait(false);
    }

    private void RequireSame(MountWish wish)
    {
        if (store.Find(wish.Id) is not { } record || wish.IsMetBy(record))
            return;
        throw new KitException(
            ErrorCode.MountFailed,
            new Text($"{Printable.Escape(wish.Source)} is mounted already, in another way", $"папка {Printable.Escape(wish.Source)} уже подключена иначе"),
            new Text(
                $"at {Printable.Escape(record.Target)}{(record.ReadOnly ? ", read-only" : "")}, by the rules of the time it was mounted",
                $"в {Printable.Escape(record.Target)}{(record.ReadOnly ? ", только для чтения" : "")}, по правилам на момент подключения"),
            Text.Verbatim($"agsekit umount {ShellQuote.Word(wish.Source)}"));
    }

    private Text LogTail(string id)
    {
        try
        {
            byte[] log = File.ReadAllBytes(store.LogFile(id));
            string tail = Printable.EscapeLines(log.AsSpan(Math.Max(0, log.Length - 800))).Trim();
            return tail.Length > 0 ? Text.Verbatim(tail) : new Text("the process that serves it ended", "обслуживающий процесс завершился");
        }
        catch (IOException)
        {
            return new Text("the process that serves it ended", "обслуживающий процесс завершился");
        }
    }

    private KitException Failed(MountWish wish, Text cause) => new(
        ErrorCode.MountFailed,
        new Text($"{Printable.Escape(wish.Source)} could not be mounted in VM '{wish.Machine}'", $"не удалось подключить {Printable.Escape(wish.Source)} в ВМ «{wish.Machine}»"),
        cause,
        new Text($"see {store.LogFile(wish.Id)}; then try again", $"посмотрите {store.LogFile(wish.Id)} и повторите"));
}
