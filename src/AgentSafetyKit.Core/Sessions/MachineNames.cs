using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>The error for a VM nobody knows.</summary>
public static class MachineNames
{
    public static KitException Unknown(string name, KitConfig? config)
    {
        string shown = Printable.Escape(name);
        List<string> names = [.. config?.Machines.Select(machine => machine.Name) ?? []];
        string known = string.Join(", ", names);
        return new KitException(
            ErrorCode.UnknownName,
            new Text($"there is no VM '{shown}'", $"нет ВМ «{shown}»"),
            config is null ? new Text("there is no configuration yet", "настроек ещё нет")
                : names.Count == 0 ? new Text("the configuration has no VM", "в настройках нет ни одной ВМ")
                : new Text($"the configuration has: {known}", $"в настройках есть: {known}"),
            NearestName.Find(name, names) is { } nearest
                ? new Text($"did you mean '{nearest}'?", $"возможно, имелось в виду «{nearest}»?")
                : new Text("add it to 'vms' in the configuration (agsekit config path)", "добавьте её в vms в настройках (agsekit config path)"));
    }
}
