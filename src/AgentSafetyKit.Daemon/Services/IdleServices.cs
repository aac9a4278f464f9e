using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Supervision;

namespace AgentSafetyKit.Daemon.Services;

/// <summary>Puts away what nobody uses, where the configuration says after how long.</summary>
internal sealed class IdleServices(KitServices kit, DaemonVoice voice) : IServiceSource
{
    public IEnumerable<ServiceSpec> Wanted(KitConfig config)
    {
        IdleSettings idle = config.Global.Idle;
        return idle == IdleSettings.Never ? [] : [new ServiceSpec("idle", idle.ToString(), cancellation => kit.IdleRules(idle).RunAsync(Tell, cancellation))];
    }

    private void Tell(IdleAct act)
    {
        Text after = Long(act.Unused);
        if (act.Folder is { } folder)
        {
            string shown = Printable.Escape(folder);
            voice.Tell("idle.unmounted", new Text($"{shown} was taken from VM '{act.Machine}': unused for {after.English}", $"{shown} отключена от ВМ «{act.Machine}»: не использовалась {after.Russian}"));
        }
        else
        {
            voice.Tell("idle.stopped", new Text($"VM '{act.Machine}' was stopped: unused for {after.English}", $"ВМ «{act.Machine}» остановлена: не использовалась {after.Russian}"));
        }
    }

    private static Text Long(TimeSpan time) => time.TotalMinutes < 2
        ? new Text($"{(int)time.TotalSeconds} s", $"{(int)time.TotalSeconds} с")
        : time.TotalHours < 2 ? new Text($"{(int)time.TotalMinutes} min", $"{(int)time.TotalMinutes} мин") : new Text($"{(int)time.TotalHours} h", $"{(int)time.TotalHours} ч");
}
