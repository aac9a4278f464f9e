using System.Globalization;
using AgentSafetyKit.Boxes;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Access;
using AgentSafetyKit.Daemon.Endpoints;
using AgentSafetyKit.Daemon.Operations;
using AgentSafetyKit.Daemon.Page;
using AgentSafetyKit.Daemon.Services;
using AgentSafetyKit.Diagnostics.Health;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Events;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;
using AgentSafetyKit.Supervision;

namespace AgentSafetyKit.Daemon.Hosting;

/// <summary>
/// The daemon from start to end: the one of its user, it keeps running what the configuration wants, follows each change of that, and answers on its socket. Killed at any moment it leaves nothing the next one has to clear away.
/// </summary>
/// <param name="kit">The product.</param>
/// <param name="log">Gets the log.</param>
/// <param name="version">Of the executable.</param>
/// <param name="doctor">Looks for every known trouble.</param>
public sealed class DaemonLife(KitServices kit, ILogSink log, string version, Func<Language, Doctor>? doctor = null)
{
    /// <summary>So long a snapshot has to be given up after the daemon was asked to end; it is to be gone after 20 s.</summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(15);

    /// <summary>Returns some seconds after it was cancelled.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.Busy"/>: there is a daemon already; others where its folders can not be made.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        PrivateFolder.Ensure(kit.Paths.RuntimeFolder);
        using FileLock seat = await new DaemonSeat(kit.Paths).TakeAsync(kit.Time, stop).ConfigureAwait(false);
        var journal = new EventJournal(PrivateFolder.Ensure(kit.Paths.EventsFolder));
        var filter = new LogFilter(log);
        var voice = new DaemonVoice(journal, filter, kit.Time);
        using var supervisor = new Supervisor(kit.Time, voice.TellOf);
        var config = new ConfigKeeper(kit.ConfigFile, kit.ConfigContext, kit.Time);
        var backups = new BackupBoard(new BackupHealthStore(kit.Paths));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var sandboxes = new SandboxHouse(new SandboxStore(kit.Paths), (machine, cancellation) => SessionPlace.FindAsync(kit, config, machine, cancellation), cancellation => SessionPlace.SiteAsync(kit, config, cancellation), kit.Time);
        sandboxes.Load();
        var state = new DaemonState(kit, config, supervisor, journal, backups, new RequestCounts(), new OperationBoard(voice, ending.Token), version, kit.Time.GetUtcNow(), ending.Token)
        {
            Sandboxes = sandboxes,
            EventTrouble = () => voice.Trouble,
            Doctor = doctor,
        };
        var sessions = new SessionServices(state, voice);
        var webhooks = new WebhookServices(state, voice);
        webhooks.Load();
        sandboxes.OnEnd = (session, why) =>
        {
            sessions.Tell(session, why);
            webhooks.Note(session, why);
        };
        RouteTable routes = Api.Routes(state);
        await using PageServer page = state.Page;
        var door = new TcpDoor(new ApiTokenStore(kit.Paths), page.Sessions, kit.Time);
        page.Expel = door.ExpelRemoved;
        page.Front = new RequestFront(new RouteTable([.. routes.Routes, .. PageRoutes.Of(state)]), state.Requests, door.Require, voice.TellOfBug, words => voice.TellDetail("api", words));
        IServiceSource[] sources =
        [
            new BackupServices(kit, backups, voice), new MountServices(kit, voice), new ForwardServices(kit, voice), new RunServices(kit, voice), new IdleServices(kit, voice), sessions, webhooks, new BoxServices(state, voice),
            new ApiServices(state, page.Front, door),
        ];
        await using UnixServer server = await UnixServer.StartAsync(kit.Paths.DaemonSocket, new RequestFront(routes, state.Requests, PeerCheck.Require, voice.TellOfBug, words => voice.TellDetail("api", words)), stop).ConfigureAwait(false);
        voice.Tell("daemon.started", new Text($"agsekit {version} has started", $"agsekit {version}: служба запущена"));
        try
        {
            await FollowConfigAsync(state, sources, filter, voice, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // As asked.
        }
        finally
        {
            await EndAsync(state, voice, ending).ConfigureAwait(false);
        }
    }

    private async Task FollowConfigAsync(DaemonState state, IServiceSource[] sources, LogFilter filter, DaemonVoice voice, CancellationToken stop)
    {
        var follower = new ConfigFollower(state.Config, kit.Time) { Deaf = why => TellOfDeafness(voice, why) };
        await follower.RunAsync(ReactAsync, stop).ConfigureAwait(false);

        async Task ReactAsync(ConfigOutcome outcome)
        {
            if (outcome == ConfigOutcome.Applied)
            {
                KitConfig config = state.Config.Current!;
                filter.Follow(config.Logging);
                ServiceDiff diff = await state.Supervisor.ApplyAsync([.. sources.SelectMany(source => source.Wanted(config))]).ConfigureAwait(false);
                TellOfChange(voice, diff, isFirst: !state.IsReady);
                if (config.Global.SshKeysFolder != kit.KeyPaths.SshFolder)
                    TellOfKeys(voice, kit.KeyPaths.SshFolder);
            }
            else if (outcome == ConfigOutcome.Mended)
            {
                voice.Tell("config.mended", new Text("the configuration is right again, and as it was before", "настройки снова верны и такие же, как раньше"));
            }
            else if (outcome == ConfigOutcome.Broken)
            {
                TellOfProblem(state.Config, voice);
            }

            state.IsReady = true;
        }
    }

    private static void TellOfDeafness(DaemonVoice voice, Text why)
    {
        if (why.IsEmpty)
            voice.Tell("config.heard", new Text("changes of the configuration are heard of again", "изменения настроек снова видны сразу"));
        else
            voice.Tell("config.deaf", new Text($"changes of the configuration are not heard of, so its file is looked at twice a second: {why.English}", $"об изменениях настроек система не сообщает, поэтому их файл проверяется дважды в секунду: {why.Russian}"), EventLevel.Warning);
    }

    private static void TellOfChange(DaemonVoice voice, ServiceDiff diff, bool isFirst)
    {
        string begun = string.Join(", ", diff.Start.Select(spec => Printable.Escape(spec.Name))), ended = string.Join(", ", diff.Stop.Select(Printable.Escape));
        Text changes = new(
            (begun.Length > 0 ? $"; begun: {begun}" : "") + (ended.Length > 0 ? $"; ended: {ended}" : ""),
            (begun.Length > 0 ? $"; начато: {begun}" : "") + (ended.Length > 0 ? $"; завершено: {ended}" : ""));
        voice.Tell("config.applied", isFirst
            ? new Text($"the configuration was read{changes.English}", $"настройки прочитаны{changes.Russian}")
            : new Text($"the configuration has changed{changes.English}", $"настройки изменились{changes.Russian}"));
    }

    /// <summary>Connections that live go by the keys they were made with, and so does all that is kept over them.</summary>
    private static void TellOfKeys(DaemonVoice voice, string folder) => voice.Tell(
        "config.keys",
        new Text($"ssh_keys_folder has changed; until 'agsekit daemon restart' the daemon goes on with {Printable.Escape(folder)}", $"ssh_keys_folder изменён; до «agsekit daemon restart» служба пользуется ключами из {Printable.Escape(folder)}"),
        EventLevel.Warning);

    private static void TellOfProblem(ConfigKeeper config, DaemonVoice voice)
    {
        KitException problem = config.Problem!;
        Text goesOn = config.Current is null
            ? new Text("nothing is kept running until there is one", "пока настроек нет, ничего не выполняется")
            : new Text(
                $"the one of {config.LoadedAt?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} stays in force",
                $"действуют прежние, от {config.LoadedAt?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}");
        voice.TellFailure(
            "config.broken", new KitException(problem.Code, problem.What, new Text($"{problem.Cause.English}; {goesOn.English}", $"{problem.Cause.Russian}; {goesOn.Russian}"), problem.Fix), config.Current is null ? EventLevel.Warning : EventLevel.Error);
    }

    private static async Task EndAsync(DaemonState state, DaemonVoice voice, CancellationTokenSource ending)
    {
        await ending.CancelAsync().ConfigureAwait(false);
        Task operations = state.Operations.EndAsync(EndPatience);
        bool all = await state.Supervisor.StopAsync(EndPatience).ConfigureAwait(false);
        await operations.ConfigureAwait(false);
        voice.Tell(
            "daemon.stopped",
            all ? new Text("the daemon has ended", "служба завершена") : new Text("the daemon ends; some work did not end in time and is broken off", "служба завершается; часть работы не успела закончиться и прервана"),
            all ? EventLevel.Info : EventLevel.Warning);
    }
}
