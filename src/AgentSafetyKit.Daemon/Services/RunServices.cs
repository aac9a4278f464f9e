using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Supervision;

namespace AgentSafetyKit.Daemon.Services;

/// <summary>Sees to runs whose watching process was killed: without a daemon the next command does.</summary>
internal sealed class RunServices(KitServices kit, DaemonVoice voice) : IServiceSource
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    public IEnumerable<ServiceSpec> Wanted(KitConfig config) => [new ServiceSpec("runs", "", KeepAsync)];

    private async Task KeepAsync(CancellationToken cancellation)
    {
        while (true)
        {
            foreach (RunRecord run in await kit.AbandonedRuns.ClearAsync(cancellation).ConfigureAwait(false))
                Tell(run);
            await Task.Delay(Pace, kit.Time, cancellation).ConfigureAwait(false);
        }
    }

    private void Tell(RunRecord run)
    {
        string folder = Printable.Escape(run.Folder);
        if (run.EndedAt is not null)
            voice.Tell("run.closed", new Text($"run {run.Id} in {folder} was broken off and is closed", $"запуск {run.Id} в {folder} был оборван и закрыт"));
        else if (run.IsWatched)
            voice.Tell("run.adopted", new Text($"run {run.Id} in {folder} is watched again", $"за запуском {run.Id} в {folder} снова следят"));
    }
}
