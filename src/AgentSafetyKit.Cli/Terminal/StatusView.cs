using System.Globalization;
using System.Text;
using AgentSafetyKit.Diagnostics;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Shows the whole picture to people: one screen, readable at eighty columns.</summary>
internal sealed class StatusView
{
    /// <summary>Where nobody says how wide it may be.</summary>
    private const int UsualWidth = 80;

    /// <summary>xterm: to the top left corner, and clear from there.</summary>
    private const string ClearScreen = "\e[H\e[J";

    private readonly UserTerminal _terminal;
    private readonly string _home;
    private readonly TimeZoneInfo _zone;
    private readonly DateTimeOffset _now;
    private readonly int _width;
    private readonly StringBuilder _shown = new();

    private StatusView(UserTerminal terminal, string home, TimeZoneInfo zone, DateTimeOffset now)
    {
        (_terminal, _home, _zone, _now) = (terminal, home, zone, TimeZoneInfo.ConvertTime(now, zone));
        _width = terminal.Settings.ColumnsOfOutput is > 0 and int columns ? columns : UsualWidth;
    }

    private bool Color => _terminal.Settings.ColorOnOutput;

    /// <param name="report">What to show.</param>
    /// <param name="terminal">Where.</param>
    /// <param name="home">The user's home folder: shown as a tilde.</param>
    /// <param name="zone">Of the times.</param>
    /// <param name="again">In the place of the one before, where that is a terminal.</param>
    public static void Show(StatusReport report, UserTerminal terminal, string home, TimeZoneInfo zone, bool again)
    {
        var view = new StatusView(terminal, home, zone, report.At);
        view.Show(report);
        bool inPlace = again && terminal.Settings.OutputIsTerminal;
        string[] lines = view._shown.ToString().TrimEnd('\n').Split('\n');
        if (inPlace && terminal.Settings.Rows() is > 4 and int rows && lines.Length >= rows)
            lines = view.Clip(lines, rows - 1, report.Attention.Count);
        terminal.ResultRaw((inPlace ? ClearScreen : "") + string.Join('\n', lines) + "\n");
    }

    /// <summary>What asks for attention is the last to go: it stands at the end.</summary>
    private string[] Clip(string[] lines, int room, int attention)
    {
        int end = Math.Min(attention + 1, room / 2);
        string more = Said($"… {lines.Length - room + 1} more lines: agsekit status", $"… ещё строк: {lines.Length - room + 1}; agsekit status");
        return [.. lines.Take(room - end - 1), more, .. lines.TakeLast(end)];
    }

    private void Show(StatusReport report)
    {
        Machines(report);
        Agents(report);
        Folders(report);
        if (report.Ports.Count > 0)
            Ports(report);
        Backups(report);
        bool runs = report.Daemon.State == "running";
        Line(Head("Daemon", "Служба") + (runs ? Said("running", "работает") + (report.Daemon.Pid is { } pid ? string.Create(CultureInfo.InvariantCulture, $" ({pid})") : "") : Said("not running", "не запущена")));
        Line("");
        foreach (string what in report.Attention)
            Line($"{Style.Yellow("! ", Color)}{what}");
        if (report.Healthy)
            Line(Style.Green(Said("All is well.", "Всё в порядке."), Color));
    }

    private void Machines(StatusReport report)
    {
        Table table = _terminal.Language == Language.Russian ? new Table("ВМ", "СОСТОЯНИЕ", "CPU", "ПАМЯТЬ", "ДИСК", "СЕТЬ", "ПРОЦЕССЫ") : new Table("VM", "STATE", "CPU", "RAM", "DISK", "NETWORK", "PROCESSES");
        foreach (MachineStatus vm in report.Vms)
        {
            // Of one whose engine does not answer nothing is known.
            string ram = vm.RamBytes > 0 ? Short(vm.RamBytes) : "", disk = vm.DiskBytes > 0 ? Short(vm.DiskBytes) : "";
            table.Add(
                vm.Name,
                vm.Answers == false ? Said("no answer", "нет ответа") : State(vm.State),
                vm.CpuPercent is { } percent ? string.Create(CultureInfo.InvariantCulture, $"{percent} % / {vm.Cpus}") : vm.Cpus > 0 ? string.Create(CultureInfo.InvariantCulture, $"{vm.Cpus}") : "",
                vm.MemoryUsedBytes is { } used ? $"{Short(used)} / {ram}" : ram,
                vm.DiskUsedBytes is > 0 and { } taken ? $"{Short(taken)} / {disk}" : disk,
                vm.Network is null ? "" : vm.ReachesHost == true ? vm.Network + " + host" : vm.Network,
                vm.Processes?.ToString(CultureInfo.InvariantCulture) ?? "");
        }

        if (report.Vms.Count > 0)
            Block(table);
        else
            Line(Head("VMs", "ВМ") + Said("none yet", "пока нет"));
        foreach (MachineStatus vm in report.Vms.Where(vm => vm.Busiest.Any(process => process.CpuPercent > 0)))
            Line(Fit($"  {vm.Name}: " + string.Join(" · ", vm.Busiest.Where(process => process.CpuPercent > 0).Select(process => string.Create(CultureInfo.InvariantCulture, $"{process.Name} {process.CpuPercent} % {Short(process.MemoryBytes)}")))));
        if (report.OtherVms.Count > 0)
            Line(Fit(Head("Others", "Другие") + string.Join(", ", report.OtherVms.Select(other => $"{other.Name} ({other.State})"))));
    }

    private void Agents(StatusReport report)
    {
        if (report.Agents.Count == 0)
        {
            Line(Head("Agents", "Агенты") + Said("none at work", "никто не работает"));
            return;
        }

        Table table = _terminal.Language == Language.Russian ? new Table("АГЕНТ", "СОСТОЯНИЕ", "С", "CPU", "ПАМЯТЬ", "ВМ", "ЗАПУСК", "ПАПКА") : new Table("AGENT", "STATE", "SINCE", "CPU", "RAM", "VM", "RUN", "FOLDER");
        foreach (AgentStatus agent in report.Agents)
        {
            table.Add(
                agent.Agent,
                State(agent.State),
                When(agent.StartedAt),
                agent.CpuPercent is { } percent ? string.Create(CultureInfo.InvariantCulture, $"{percent} %") : "",
                agent.MemoryBytes is { } bytes ? Short(bytes) : "",
                agent.Vm,
                agent.Name ?? agent.Id,
                Folder(agent.Folder));
        }

        Block(table);
    }

    private void Folders(StatusReport report)
    {
        if (report.Mounts.Count == 0)
            return;
        Table table = _terminal.Language == Language.Russian ? new Table("ПАПКА", "СОСТОЯНИЕ", "ВМ", "В ВМ КАК") : new Table("FOLDER", "STATE", "VM", "IN THE VM AS");
        foreach (MountStatus mount in report.Mounts)
            table.Add(Folder(mount.Source), State(mount.Tripped ? "tripped" : mount.State), mount.Vm, mount.Target + (mount.ReadOnly ? " (ro)" : ""));
        Block(table);
    }

    private void Ports(StatusReport report)
    {
        Table table = _terminal.Language == Language.Russian ? new Table("ПОРТ", "СОСТОЯНИЕ", "ВМ", "ВИД", "КУДА") : new Table("PORT", "STATE", "VM", "KIND", "TO");
        foreach (PortStatus port in report.Ports)
            table.Add(port.Listen, State(port.State), port.Vm, port.Kind, port.Target ?? "");
        Block(table);
    }

    private void Backups(StatusReport report)
    {
        if (report.Backups.Count == 0)
            return;
        Table table = _terminal.Language == Language.Russian ? new Table("СНИМКИ ПАПКИ", "СОСТОЯНИЕ", "ПОСЛЕДНИЙ", "СЛЕДУЮЩИЙ", "ВСЕГО", "СВОБОДНО", "КЕМ") : new Table("BACKUPS OF", "STATE", "LAST", "NEXT", "KEPT", "FREE", "BY");
        foreach (FolderBackupStatus backup in report.Backups)
        {
            table.Add(
                Folder(backup.Source),
                State(backup.State),
                backup.LastSuccess is { } last ? When(last) : "-",
                backup.NextCheck is { } next ? When(next) : "",
                backup.Snapshots.ToString(CultureInfo.InvariantCulture),
                backup.FreeBytes is { } free ? Short(free) : "",
                backup.By ?? "");
        }

        Block(table);
    }

    private string State(string state) => state switch
    {
        "running" or "up" or "live" or "ok" => Said(state, state switch { "live" => "подключена", "ok" => "в порядке", "up" => "открыт", _ => "работает" }),
        "notCreated" => Said("not created", "не создана"),
        "notMounted" => Said("-", "-"),
        "tripped" => Said("agent stopped", "агент стоит"),
        "stopped" => Said("stopped", "остановлена"),
        "starting" => Said("starting", "запускается"),
        "stopping" => Said("stopping", "останавливается"),
        "suspended" => Said("suspended", "приостановлена"),
        "connecting" or "waiting" => Said(state, "ждёт связи"),
        "broken" => Said("broken", "сломано"),
        "noAnswer" => Said("no answer", "нет ответа"),
        "failed" => Said("failed", "ошибка"),
        "off" => Said("off", "никто не держит"),
        "none" => Said("none yet", "пока нет"),
        "unreachable" => Said("no answer", "нет ответа"),
        "closing" => Said("closing", "завершается"),
        _ => Said("unknown", "неизвестно"),
    };

    private string Said(string english, string russian) => new Text(english, russian).In(_terminal.Language);

    private string Head(string english, string russian) => Style.Dim(Said(english, russian) + ": ", Color);

    private string When(DateTimeOffset time)
    {
        DateTimeOffset local = TimeZoneInfo.ConvertTime(time, _zone);
        return local.ToString(local.Date == _now.Date ? "HH:mm" : local.Year == _now.Year ? "MM-dd HH:mm" : "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private static string Short(long bytes) => new ByteSize(bytes).ToString().Replace(" ", "", StringComparison.Ordinal);

    /// <summary>Its end says more than its beginning.</summary>
    private string Folder(string path)
    {
        string shown = _home.Length > 1 && FolderFinder.IsAtOrBeneath(path, _home) ? "~" + path[_home.Length..] : path;
        int room = Math.Max(20, _width / 3);
        return shown.Length <= room ? shown : "…" + shown[^(room - 1)..];
    }

    private string Fit(string line) => line.Length <= _width || _width < 20 ? line : line[..(_width - 1)] + "…";

    private void Block(Table table)
    {
        _shown.Append(table.Render(Color, _width));
        Line("");
    }

    private void Line(string line) => _shown.Append(line).Append('\n');
}
