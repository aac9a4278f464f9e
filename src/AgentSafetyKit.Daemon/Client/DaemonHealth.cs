using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Access;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Diagnostics.Health;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Daemon.Client;

/// <summary>The daemon: there where something is to be kept going, of this version, answering, and with the configuration as it is now.</summary>
/// <param name="control">Of the daemon.</param>
/// <param name="config">Null: there is none that can be read.</param>
/// <param name="tokens">Of its interface over TCP.</param>
/// <param name="version">Of this executable.</param>
/// <param name="start">Starts it, as a service where there is one.</param>
public sealed class DaemonHealth(DaemonControl control, KitConfig? config, ApiTokenStore tokens, string version, Func<CancellationToken, Task> start) : IHealthCheck
{
    public string Id => "daemon";

    public Text Title => new("daemon", "фоновая служба");

    public async Task<IReadOnlyList<HealthFinding>> LookAsync(CancellationToken cancellation)
    {
        if (control.Process == 0)
            return [NotRunning()];
        DaemonResponse there;
        try
        {
            there = await control.Client.GetAsync("/v1/daemon", ContractRecords.Default.DaemonResponse, cancellation).ConfigureAwait(false);
        }
        catch (KitException error)
        {
            // It may be at work on a restore: ending it is the user's to decide.
            return [HealthFinding.Fail(error.What, error.Cause, Text.Verbatim("agsekit daemon restart"))];
        }

        return Of(there);
    }

    /// <summary>What the daemon says of itself, judged.</summary>
    internal IReadOnlyList<HealthFinding> Of(DaemonResponse there)
    {
        var found = new List<HealthFinding>();
        if (there.Daemon.Version != version)
        {
            found.Add(HealthFinding.Warn(new Text($"the daemon is version {there.Daemon.Version}, this program {version}", $"служба версии {there.Daemon.Version}, эта программа — {version}"), new Text("it was started before the update", "её запустили до обновления"), Text.Verbatim("agsekit daemon restart")));
        }

        if (there.Config.Problem is { } problem)
            found.Add(HealthFinding.Fail(new Text("the daemon goes by an older configuration", "служба работает по прежним настройкам"), Text.Verbatim(problem.Cause), Text.Verbatim("agsekit config check")));
        found.AddRange(there.Services.Where(service => service is { State: "waiting", Problem: not null }).Select(service => HealthFinding.Fail(
            new Text($"{Printable.Escape(service.Name)} is not kept going", $"{Printable.Escape(service.Name)} сейчас не работает"), Text.Verbatim(service.Problem!.Cause), Text.Verbatim(service.Problem.Fix ?? ""))));
        if (config?.Api.Listen is { } address)
            found.AddRange(TokensFor(address.ToString()));
        return found.Count > 0 ? found : [HealthFinding.Pass(new Text($"running (process {there.Daemon.Pid})", $"работает (процесс {there.Daemon.Pid})"))];
    }

    private IEnumerable<HealthFinding> TokensFor(string address)
    {
        int known;
        try
        {
            known = tokens.All().Count;
        }
        catch (KitException unusable)
        {
            return [HealthFinding.Fail(unusable)];
        }

        return known > 0
            ? []
            : [HealthFinding.Warn(new Text($"nobody can use the interface at {address}", $"интерфейсом на {address} никто не может пользоваться"), new Text("no token was made", "нет ни одного токена"), Text.Verbatim("agsekit token add laptop"))];
    }

    private HealthFinding NotRunning()
    {
        int saved = config?.Mounts.Count(mount => mount.Backups) ?? 0;
        return saved == 0 && config?.Machines.Any(machine => machine.Forwards.Length > 0) != true
            ? HealthFinding.Pass(config is null ? new Text("not running", "не работает") : new Text("not running, and nothing needs it", "не работает, и никому не нужна"))
            : HealthFinding.Warn(
                new Text("the daemon does not run", "фоновая служба не работает"),
                new Text("folders are saved only while an agent is at work, and ports are not forwarded", "папки сохраняются, только пока работает агент, порты не пробрасываются"),
                new Text("agsekit daemon install (with systemd), or: agsekit daemon start", "agsekit daemon install (с systemd) или: agsekit daemon start")) with
            {
                Repair = start,
            };
    }
}
