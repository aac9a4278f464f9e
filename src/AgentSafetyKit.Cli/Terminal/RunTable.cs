using System.Globalization;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Shows runs to people.</summary>
internal static class RunTable
{
    public static Table Of(IReadOnlyList<RunView> views, Language language, string home, DateTimeOffset now)
    {
        Table table = language == Language.Russian
            ? new Table("НОМЕР", "ИМЯ", "АГЕНТ", "СОСТОЯНИЕ", "НАЧАТ", "CPU", "ПАМЯТЬ", "ВМ", "ПАПКА", "ИЗМЕНЕНИЙ") { Missable = 1 }
            : new Table("ID", "NAME", "AGENT", "STATE", "SINCE", "CPU", "RAM", "VM", "FOLDER", "CHANGES") { Missable = 1 };
        foreach (RunView view in views)
        {
            table.Add(
                view.Run.Id,
                Printable.Escape(view.Run.Name ?? ""),
                Printable.Escape(view.Run.Agent),
                State(view).In(language),
                Since(view.Run.StartedAt, now),
                view.Load is { } load ? string.Create(CultureInfo.InvariantCulture, $"{load.CpuPercent} %") : "",
                view.Load is { } memory ? new ByteSize(memory.MemoryBytes).ToString() : "",
                view.Run.Machine,
                Folder(view.Run.Folder, home),
                view.Changes?.ToString(CultureInfo.InvariantCulture) ?? "");
        }

        return table;
    }

    public static Text State(RunView view) => view.State switch
    {
        RunState.Starting => new Text("starting", "запускается"),
        RunState.Running => new Text("running", "работает"),
        RunState.Unreachable => new Text("no answer", "нет ответа"),
        RunState.Closing => new Text("closing", "завершается"),
        RunState.Ended => new Text($"ended ({view.Run.ExitCode})", $"завершён ({view.Run.ExitCode})"),
        _ => new Text("broken off", "оборван"),
    };

    public static string Folder(string path, string home) =>
        Printable.Escape(home.Length > 1 && FolderFinder.IsAtOrBeneath(path, home) ? "~" + path[home.Length..] : path);

    private static string Since(DateTimeOffset start, DateTimeOffset now)
    {
        DateTimeOffset local = start.ToOffset(now.Offset);
        return local.ToString(local.Date == now.Date ? "HH:mm" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }
}
