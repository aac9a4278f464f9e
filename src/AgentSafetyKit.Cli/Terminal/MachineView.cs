using System.Globalization;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Shows VMs to people.</summary>
internal static class MachineView
{
    public static Text State(MachineState state) => state switch
    {
        MachineState.Stopped => new Text("stopped", "остановлена"),
        MachineState.Starting => new Text("starting", "запускается"),
        MachineState.Running => new Text("running", "работает"),
        MachineState.Suspended => new Text("suspended", "приостановлена"),
        MachineState.Stopping => new Text("stopping", "останавливается"),
        _ => new Text("broken", "неисправна"),
    };

    public static string Row(MachineInfo machine, Language language, Table table)
    {
        string network = machine.Network == NetworkPolicy.None ? "none" : machine.ReachesHost ? "open + host" : "open";
        string how = machine.Accelerator is { } accelerator ? accelerator.ToString().ToUpperInvariant() : "";
        table.Add(
            machine.Name,
            State(machine.State).In(language),
            machine.Usage?.CpuPercent is { } percent ? string.Create(CultureInfo.InvariantCulture, $"{percent} % / {machine.Processors}") : string.Create(CultureInfo.InvariantCulture, $"{machine.Processors}"),
            machine.Usage?.MemoryUsed is { } used ? $"{used} / {machine.Memory.ToConfig()}" : machine.Memory.ToConfig(),
            $"{machine.DiskUsed} / {machine.Disk.ToConfig()}",
            network,
            $"{machine.Provider} {how}".TrimEnd(),
            machine.Image);
        return machine.Name;
    }

    /// <summary>A line about those that are not ours; their names are somebody else's.</summary>
    public static Text Others(IReadOnlyList<OtherMachine> others)
    {
        string names = string.Join(", ", others.Select(other => $"{Printable.Escape(other.Name)} ({other.State})"));
        return new Text($"Other VMs of Multipass, which agsekit does not touch: {names}", $"Другие ВМ в Multipass, которые agsekit не трогает: {names}");
    }

    public static Table Snapshots(IReadOnlyList<MachineSnapshot> snapshots, Language language, TimeZoneInfo zone)
    {
        Table table = language == Language.Russian ? new Table("СНИМОК", "СДЕЛАН", "ЧТО В НЁМ", "CPU", "ПАМЯТЬ") : new Table("SNAPSHOT", "MADE", "HOLDS", "CPU", "RAM");
        foreach (MachineSnapshot one in snapshots)
        {
            table.Add(
                one.Name,
                one.Created is { } created ? TimeZoneInfo.ConvertTime(created, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "?",
                (one.HasMemory ? new Text("disk, memory", "диск, память") : new Text("disk", "диск")).In(language),
                one.Processors?.ToString(CultureInfo.InvariantCulture) ?? "?",
                one.Memory?.ToConfig() ?? "?");
        }

        return table;
    }

    public static Table Heading(Language language) => language == Language.Russian
        ? new Table("ВМ", "СОСТОЯНИЕ", "CPU", "ПАМЯТЬ", "ДИСК", "СЕТЬ", "ДВИЖОК", "ОБРАЗ")
        : new Table("VM", "STATE", "CPU", "RAM", "DISK", "NETWORK", "ENGINE", "IMAGE");
}
