using AgentSafetyKit.Configuration;
using AgentSafetyKit.Network;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>All forwards: those that somebody keeps now, and those that the configuration wants and nobody keeps.</summary>
public sealed class PortOverview(ForwardStore store, TimeProvider time)
{
    /// <param name="config">Null: there is none.</param>
    public IReadOnlyList<PortView> List(KitConfig? config)
    {
        var views = new List<PortView>();
        foreach (string machine in (config?.Machines.Select(machine => machine.Name) ?? []).Union(store.Machines()))
        {
            // A keeper that was killed leaves its record behind.
            ForwardRecord? record = store.Find(machine) is { Keeper: { } keeper } found && keeper.IsAlive() ? found : null;
            if (record is not null)
                views.AddRange(record.Forwards.Select(entry => entry.ToInfo()).OfType<ForwardInfo>().Select(info => new PortView(machine, info, record.Phase, record.Keeper!.Id)));
            else if (config?.FindMachine(machine) is { } settings)
                views.AddRange(ForwardWish.Of(settings, config.Global).Forwards.Select(spec => new PortView(machine, new ForwardInfo(spec, ForwardState.Waiting, Text.None, time.GetUtcNow()), null, 0)));
        }

        return views;
    }
}
