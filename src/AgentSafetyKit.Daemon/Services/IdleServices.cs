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
        string after = $"{(int)act.Unused.TotalHours:00}:{act.Unused.Minutes:00}:{act.Unused.Seconds:00}";
        if (act.Folder is { } folder)
        {
            string shown = Printable.Escape(folder);
            voice.Tell("idle.unmounted", new Text($"{shown} was taken from VM '{act.Machine}': unused for {after}", $"{shown} отключена от ВМ «{act.Machine}»: не использовалась {after}"));
        }
        else
        {
            voice.Tell("idle.stopped", new Text($"VM '{act.Machine}' was stopped: unused for {after}", $"ВМ «{act.Machine}» остановлена: не использовалась {after}"));
        }
    }
}
