using System.Text.Json;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Network;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Diagnostics;

/// <summary>Turns what was found into rows.</summary>
internal static class StatusRows
{
    /// <summary>Somebody else's machines may be many; nobody reads more of them.</summary>
    public const int Most = 50;

    /// <summary>Of one guest.</summary>
    public const int MostProcesses = 5;

    public static MachineStatus Of(GuestLook look, Language language)
    {
        MachineInfo machine = look.Machine;
        Text cause = machine.Cause.IsEmpty ? look.Cause : machine.Cause;
        return new MachineStatus(
            machine.Name,
            machine.Provider.Length == 0 ? "unknown" : Camel(machine.State),
            machine.Provider.Length == 0 ? null : machine.Provider,
            machine.Processors,
            machine.Memory.Bytes,
            machine.Disk.Bytes,
            machine.DiskUsed.Bytes,
            machine.Usage?.CpuPercent,
            machine.Usage?.MemoryUsed?.Bytes ?? (look.Load is { MemoryTotal: > 0 } load ? Math.Max(0, load.MemoryTotal - load.MemoryAvailable) : null),
            machine.Usage?.HostMemory?.Bytes,
            Camel(machine.Network),
            machine.ReachesHost,
            machine.Since,
            machine.State == MachineState.Running ? look.Load is not null : null,
            look.Load?.Processes,
            [.. (look.Load?.Busiest ?? []).Select(process => new ProcessStatus(process.Id, Printable.Escape(process.Name), process.CpuPercent, process.MemoryBytes))],
            cause.IsEmpty ? null : cause.In(language));
    }

    public static IEnumerable<MachineStatus> NotCreated(KitConfig? config, IReadOnlyList<MachineInfo> machines) =>
        (config?.Machines ?? []).Where(settings => machines.All(machine => machine.Name != settings.Name)).Select(settings => new MachineStatus(
            settings.Name, "notCreated", null, settings.Cores, settings.Memory.Bytes, settings.Disk.Bytes, null, null, null, null, null, null, null, null, null, [], null));

    public static MountStatus Of(MountView view, Language language) => new(
        Printable.Escape(view.Source),
        Printable.Escape(view.Target),
        view.Machine,
        view.State is { } state ? Camel(state) : "notMounted",
        view.ReadOnly,
        view.Since,
        view.Cause.IsEmpty ? null : view.Cause.In(language),
        view.IsTripped);

    public static PortStatus Of(PortView port, Language language)
    {
        ForwardSpec spec = port.Forward.Spec;
        PortAddress? target = spec.Kind == ForwardKind.Local ? spec.Guest : spec.Host;
        return new PortStatus(
            port.Machine,
            spec.IsAutomatic ? "auto" : Camel(spec.Kind),
            Printable.Escape(spec.Listens.ToString()),
            target is { } to ? Printable.Escape(to.ToString()) : null,
            port.Phase is null ? "off" : Camel(port.Forward.State),
            port.Forward.Cause.IsEmpty ? null : port.Forward.Cause.In(language));
    }

    private static string Camel<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
