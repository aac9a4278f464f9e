using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Diagnostics;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>
/// Puts <c>/v1/status</c> together: the same as <c>agsekit status</c> collects by itself, and what only the daemon knows. Within three seconds, whatever is sick. Many who ask at once are answered by one look: the guests
/// are not asked the more the more screens show them.
/// </summary>
internal sealed class StatusPicture(DaemonState state)
{
    private readonly Lock _looking = new();
    private Task<StatusReport>? _english, _russian;

    public Task<StatusReport> LookAsync(Language language, CancellationToken cancellation)
    {
        lock (_looking)
        {
            ref Task<StatusReport>? now = ref (language == Language.Russian ? ref _russian : ref _english);
            if (now is null or { IsCompleted: true })
                now = CollectAsync(language);
            return now.WaitAsync(cancellation);
        }
    }

    /// <summary>That there is no configuration yet where none was named is none; one that has gone is.</summary>
    private KitException? Trouble => state.Config is { Current: null, Problem.Code: ErrorCode.ConfigMissing } && state.Kit is { ConfigOverride: null, ConfigVariable: null } ? null : state.Config.Problem;

    private async Task<StatusReport> CollectAsync(Language language)
    {
        // Not on the thread of the one who asks first, who holds the others up meanwhile.
        await Task.Yield();
        StatusReport report = await state.Kit.Status.CollectAsync(state.Config.Current, Trouble, language, state.Ending).ConfigureAwait(false);
        DaemonResponse own = DaemonPicture.Of(state, language);
        var attention = new List<string>(report.Attention);
        foreach (ServiceStatus service in own.Services)
        {
            // A backup that failed has its row.
            if (service is { State: "waiting", Problem: { } problem } && !service.Name.StartsWith("backup:", StringComparison.Ordinal))
                attention.Add($"{service.Name}: {problem.Title}: {problem.Cause}");
        }

        if (state.EventTrouble() is { } why)
            attention.Add(new Text($"events can not be written down: {why}", $"события не удаётся записывать: {why}").In(language));
        return report with
        {
            Healthy = attention.Count == 0,
            Attention = attention,
            Daemon = new DaemonPresence("running", own.Daemon.Pid, own.Daemon.Version, own.Daemon.StartedAt, own.Daemon.ResidentBytes, own.Daemon.CpuSeconds, Path.GetFullPath(state.Config.File)),
        };
    }
}
