using System.Collections.Concurrent;
using System.Security.Cryptography;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Boxes;

/// <summary>
/// All sessions: makes them, knows them across restarts of the daemon, ends them on time, and keeps some ready. What is not in its records is none of its sessions: a container without
/// one is ended, a record without a container forgotten.
/// </summary>
/// <param name="store">The records.</param>
/// <param name="connect">Gets a VM by its name, ready for sessions; null: the one in which new ones are begun.</param>
/// <param name="find">The VM in which new ones are begun, where it runs.</param>
/// <param name="time">The clock.</param>
public sealed class SandboxHouse(SandboxStore store, Func<string?, CancellationToken, Task<GuestSessions>> connect, Func<CancellationToken, Task<SandboxSite?>> find, TimeProvider time) : IDisposable
{
    /// <summary>More starts at a time take longer together.</summary>
    private const int StartsAtATime = 4, PullsAtATime = 2;

    /// <summary>So long one that is kept ready stays so; then another one takes its place.</summary>
    private static readonly TimeSpan Readiness = TimeSpan.FromHours(1);

    /// <summary>So long after its time a container whose session nobody has ended ends by itself.</summary>
    private static readonly TimeSpan OwnEnd = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, SandboxSession> _sessions = new();
    private readonly ConcurrentDictionary<string, bool> _busy = new(), _begun = new();
    private readonly ConcurrentDictionary<string, bool> _lost = new();
    private readonly List<string> _reserved = [];
    private readonly SemaphoreSlim _starts = new(StartsAtATime), _pulls = new(PullsAtATime);
    private readonly SandboxPool _pool = new();

    /// <summary>Told of each session that ended, and why: <c>deleted</c>, <c>expired</c>, <c>gone</c>.</summary>
    public Action<SandboxSession, string> OnEnd { get; set; } = (_, _) => { };

    public SandboxCounts Counts { get; } = new();

    /// <summary>Those whose time is not over.</summary>
    public int Active => _sessions.Values.Count(session => !IsOver(session));

    /// <summary>The VMs that have some, or should.</summary>
    public IReadOnlyCollection<string> Machines => [.. _sessions.Values.Select(session => session.Machine).Concat(_pool.Machines).Distinct(StringComparer.Ordinal)];

    /// <summary>Those kept ready.</summary>
    public int Ready => _pool.Count;

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<SandboxSession> All => [.. _sessions.Values.Where(session => !IsOver(session)).OrderBy(session => session.CreatedAt)];

    public SandboxSession? Find(string id) => _sessions.TryGetValue(id, out SandboxSession? session) && !IsOver(session) ? session : null;

    /// <summary>What an earlier daemon left.</summary>
    public void Load()
    {
        foreach (SandboxSession session in store.All())
            _sessions.TryAdd(session.Id, session);
    }

    /// <summary>Makes a session. When the asker goes away meanwhile, it is ended again.</summary>
    /// <exception cref="SandboxFullException">There are as many as there may be.</exception>
    /// <exception cref="KitException">The VM does not run, or the container could not be begun.</exception>
    public async Task<SandboxSession> CreateAsync(SandboxWish wish, CancellationToken cancellation)
    {
        Reserve(wish);
        try
        {
            SandboxSite? site = _pool.Count > 0 ? await find(cancellation).ConfigureAwait(false) : null;
            SandboxSession session = site is not null && _pool.TryTake(site, wish.Limits, UntilOf(wish.Lifetime), id => _begun[id] = true) is { } ready ? Named(ready.Id, site.Machine, ready.Container, wish) : await BeginAsync(wish, cancellation).ConfigureAwait(false);
            await KeepAsync(session).ConfigureAwait(false);
            Counts.AddCreated();
            if (!cancellation.IsCancellationRequested)
                return session;
            await EndAsync([session], "deleted", CancellationToken.None).ConfigureAwait(false);
            throw new OperationCanceledException(cancellation);
        }
        finally
        {
            lock (_gate)
                _reserved.Remove(wish.Owner);
        }
    }

    /// <summary>Runs a command in a session. One at a time in each.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.Busy"/>: another one runs in it; <see cref="ErrorCode.UnknownName"/>: the session is gone.</exception>
    public async Task<ExecutionResult> ExecuteAsync(SandboxSession session, Execution work, OutputHeard? onOutput, CancellationToken cancellation)
    {
        if (!_busy.TryAdd(session.Id, true))
        {
            throw new KitException(
                ErrorCode.Busy, new Text("the session is at work", "сеанс занят"), new Text("an execution in it has not ended", "в нём ещё идёт выполнение"), new Text("wait for its end, or make another session", "дождитесь его конца или создайте другой сеанс"));
        }

        try
        {
            if (session.ExpiresAt is { } end && end - time.GetUtcNow() is var rest && rest < work.Limit)
                work = work with { Limit = rest > TimeSpan.FromSeconds(1) ? rest : TimeSpan.FromSeconds(1) };
            GuestSessions guest = await connect(session.Machine, cancellation).ConfigureAwait(false);
            if (await guest.ExecuteAsync(session, work, onOutput, cancellation).ConfigureAwait(false) is { } result)
                return result;
        }
        finally
        {
            _busy.TryRemove(session.Id, out _);
        }

        await LoseAsync(session).ConfigureAwait(false);
        throw Unknown(session.Id);
    }

    /// <summary>Ends a session; it is gone, with its container, when this returns.</summary>
    public Task DeleteAsync(SandboxSession session, CancellationToken cancellation) => EndAsync([session], "deleted", cancellation);

    /// <summary>Ends what is over in a VM.</summary>
    public async Task ExpireAsync(string machine, CancellationToken cancellation)
    {
        foreach (IGrouping<bool, SandboxSession> alike in _sessions.Values.Where(session => session.Machine == machine && IsOver(session)).GroupBy(session => _lost.ContainsKey(session.Id)))
            await EndAsync([.. alike], alike.Key ? "gone" : "expired", cancellation).ConfigureAwait(false);
    }

    /// <summary>Compares the records with the containers of a VM that runs, and clears what has no counterpart.</summary>
    public async Task ReconcileAsync(string machine, CancellationToken cancellation)
    {
        // Before the list is made: what is begun later can not be in it.
        SandboxSession[] known = [.. _sessions.Values.Where(session => session.Machine == machine)];
        GuestSessions guest = await connect(machine, cancellation).ConfigureAwait(false);
        IReadOnlyDictionary<string, bool> there = await guest.ListAsync(cancellation).ConfigureAwait(false);
        SandboxSession[] gone = [.. known.Where(session => !there.GetValueOrDefault(session.Id))];
        string[] strangers = [.. there.Keys.Where(IsStranger)];
        if (strangers.Length > 0)
            await guest.EndAsync(strangers, cancellation).ConfigureAwait(false);
        _pool.Keep(there.Where(one => one.Value).Select(one => one.Key).ToHashSet(StringComparer.Ordinal), machine);
        if (gone.Length > 0)
            await EndAsync(gone, "gone", cancellation).ConfigureAwait(false);
    }

    /// <summary>Makes one more ready session, or ends those there are for other limits or have waited long. Answers whether there was something to do.</summary>
    /// <param name="limits">Of those to be kept ready.</param>
    /// <param name="lifetime">Of a session that is made of one.</param>
    /// <param name="wanted">How many.</param>
    /// <param name="cancellation">Gives it up.</param>
    public async Task<bool> FillAsync(BoxLimits limits, TimeSpan lifetime, int wanted, CancellationToken cancellation)
    {
        SandboxSite? site = await find(cancellation).ConfigureAwait(false);
        foreach (IGrouping<string, PooledSandbox> old in _pool.TakeOthers(site, limits, UntilOf(lifetime), wanted).GroupBy(one => one.Site.Machine))
            await EndContainersAsync(old.Key, [.. old.Select(one => one.Id)], cancellation).ConfigureAwait(false);
        if (site is null || _pool.Count >= wanted)
            return false;
        // Its end is in it from the beginning: a container that nobody is left to end ends by itself.
        TimeSpan whole = Readiness + lifetime + OwnEnd;
        DateTimeOffset until = time.GetUtcNow() + whole;
        (string id, string machine, string container) = await StartAsync(limits, whole, cancellation).ConfigureAwait(false);
        // The VM as it was before: where it was started anew meanwhile, nobody takes this one.
        _pool.Add(new PooledSandbox(id, site with { Machine = machine }, container, limits, until));
        _begun.TryRemove(id, out _);
        return true;
    }

    public void Dispose()
    {
        _starts.Dispose();
        _pulls.Dispose();
    }

    public static KitException Unknown(string id) => new(
        ErrorCode.UnknownName, new Text($"there is no session '{Printable.Escape(id)}'", $"нет сеанса «{Printable.Escape(id)}»"), new Text("it has ended, or never was", "он завершён или его не было"), Text.Verbatim("agsekit session list"));

    /// <summary>Asked in the order in which one goes from place to place, so that it is found however it moves meanwhile.</summary>
    private bool IsStranger(string id) => !_begun.ContainsKey(id) && !_pool.Has(id) && !_begun.ContainsKey(id) && !_sessions.ContainsKey(id);

    private bool IsOver(SandboxSession session) => session.ExpiresAt <= time.GetUtcNow();

    private void Reserve(SandboxWish wish)
    {
        lock (_gate)
        {
            SandboxSession[] own = [.. _sessions.Values.Where(session => session.Owner == wish.Owner)];
            if (wish.OwnerMost is { } most && own.Length + _reserved.Count(owner => owner == wish.Owner) >= most)
                throw Full(new Text($"this token may have {most} sessions at a time", $"у этого токена может быть не больше {most} сеансов сразу"), own);
            if (_sessions.Count + _reserved.Count >= wish.Most)
                throw Full(new Text($"there are {wish.Most} sessions, which is 'api.max_sessions'", $"уже есть {wish.Most} сеансов — столько задано в api.max_sessions"), _sessions.Values);
            _reserved.Add(wish.Owner);
        }
    }

    private SandboxFullException Full(Text cause, IEnumerable<SandboxSession> sessions)
    {
        TimeSpan wait = sessions.Min(session => session.ExpiresAt) is { } first ? first - time.GetUtcNow() : TimeSpan.FromMinutes(1);
        return new SandboxFullException(cause, wait > TimeSpan.FromSeconds(1) ? wait : TimeSpan.FromSeconds(1));
    }

    private SandboxSession Named(string id, string machine, string container, SandboxWish wish)
    {
        DateTimeOffset now = time.GetUtcNow();
        BoxLimits limits = wish.Limits;
        return new SandboxSession(id, machine, container, wish.Owner, now, now + wish.Lifetime, limits.Image, limits.Memory.Bytes, limits.Cores, limits.Processes, limits.Network, wish.Agent);
    }

    /// <summary>When the container of a session that is made now may end by itself at the earliest.</summary>
    private DateTimeOffset UntilOf(TimeSpan lifetime) => time.GetUtcNow() + lifetime + OwnEnd;

    private async Task<SandboxSession> BeginAsync(SandboxWish wish, CancellationToken cancellation)
    {
        (string id, string machine, string container) = await StartAsync(wish.Limits, wish.Lifetime + OwnEnd, cancellation).ConfigureAwait(false);
        return Named(id, machine, container, wish);
    }

    /// <summary>Writes it down. Where that can not be done its container does not stay either.</summary>
    private async Task KeepAsync(SandboxSession session)
    {
        try
        {
            store.Save(session);
            _sessions[session.Id] = session;
        }
        catch
        {
            await (await connect(session.Machine, CancellationToken.None).ConfigureAwait(false)).EndAsync([session.Id], CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        finally
        {
            // What could not be ended is a stranger from now on, and cleared away with those.
            _begun.TryRemove(session.Id, out _);
        }
    }

    /// <summary>Ends a session of which the VM did not tell how its command ended. From now on nobody finds it; where its container can not be ended at once, it is tried again like one whose time is over.</summary>
    private async Task LoseAsync(SandboxSession session)
    {
        SandboxSession over = session with { ExpiresAt = time.GetUtcNow() };
        if (!_sessions.TryUpdate(session.Id, over, session))
            return;
        _lost[session.Id] = true;
        try
        {
            await EndAsync([over], "gone", CancellationToken.None).ConfigureAwait(false);
        }
        catch (KitException)
        {
            store.Save(over);
        }
    }

    private async Task<(string Id, string Machine, string Container)> StartAsync(BoxLimits limits, TimeSpan lifetime, CancellationToken cancellation)
    {
        if (limits.Image != BoxSettings.DefaultImage)
            await PullAsync(limits.Image, cancellation).ConfigureAwait(false);
        await _starts.WaitAsync(cancellation).ConfigureAwait(false);
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SandboxStore.IdLength / 2));
        _begun[id] = true;
        try
        {
            GuestSessions guest = await connect(null, cancellation).ConfigureAwait(false);
            // Not to be given up: the VM would go on and leave a container of which nobody knows.
            return (id, guest.Machine, await guest.StartAsync(id, limits, lifetime, CancellationToken.None).ConfigureAwait(false));
        }
        catch
        {
            _begun.TryRemove(id, out _);
            throw;
        }
        finally
        {
            _starts.Release();
        }
    }

    /// <summary>A registry that does not answer takes nobody the place to begin a session.</summary>
    private async Task PullAsync(string image, CancellationToken cancellation)
    {
        await _pulls.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await (await connect(null, cancellation).ConfigureAwait(false)).PullAsync(image).ConfigureAwait(false);
        }
        finally
        {
            _pulls.Release();
        }
    }

    private async Task EndAsync(SandboxSession[] sessions, string why, CancellationToken cancellation)
    {
        // First the container: until it is gone the session counts.
        await EndContainersAsync(sessions[0].Machine, [.. sessions.Select(session => session.Id)], cancellation).ConfigureAwait(false);
        foreach (SandboxSession session in sessions)
        {
            // The record last: whoever is killed between them tells of it twice, and not never.
            if (_sessions.TryRemove(session.Id, out _))
                OnEnd(session, why);
            store.Remove(session.Id);
            _lost.TryRemove(session.Id, out _);
        }
    }

    private async Task EndContainersAsync(string machine, string[] ids, CancellationToken cancellation)
    {
        try
        {
            await (await connect(machine, cancellation).ConfigureAwait(false)).EndAsync(ids, cancellation).ConfigureAwait(false);
        }
        catch (KitException error) when (error.Code is ErrorCode.MachineNotRunning or ErrorCode.MachineMissing)
        {
            // With the VM its containers have stopped; they are cleared away when it is back.
        }
    }
}
