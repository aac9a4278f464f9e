using AgentSafetyKit.Configuration;
using AgentSafetyKit.Configuration.Migration;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Shows what becomes of the earlier tool's things, before anything is done.</summary>
internal static class MigrationView
{
    /// <param name="terminal">Where.</param>
    /// <param name="source">The configuration that is taken over.</param>
    /// <param name="target">Where it goes; null: it stays where it is.</param>
    /// <param name="migration">What becomes of it.</param>
    /// <param name="backups">Its folders' snapshots.</param>
    /// <param name="remains">What else there is of the earlier tool.</param>
    public static void Show(UserTerminal terminal, string source, string? target, ConfigMigration migration, IReadOnlyList<EarlierBackups> backups, IEnumerable<(Text What, Text Fix)> remains)
    {
        string shown = Printable.Escape(source);
        terminal.Always(migration.Changes.IsEmpty
            ? new Text($"{shown}: no key has to change.", $"{shown}: ни один ключ менять не нужно.")
            : new Text($"In {shown}:", $"В {shown}:"));
        foreach (MigratedKey change in migration.Changes)
            terminal.Always(new Text($"  line {change.Line}: {change.Path}: {change.What.English}", $"  строка {change.Line}: {change.Path}: {change.What.Russian}"));
        if (target is not null)
            terminal.Always(new Text($"It is copied to {Printable.Escape(target)}; the file itself stays.", $"Копируется в {Printable.Escape(target)}; сам файл остаётся."));
        if (migration.Read.Problems.Length > 0)
            terminal.Always(new Text("Left for you:", "Остаётся вам:"));
        foreach (ConfigProblem problem in migration.Read.Problems)
            terminal.Always(Text.Verbatim($"  {ConfigProblemText.Line(target ?? source, problem, terminal.Language)}"));
        foreach (EarlierBackups folder in backups)
            Show(terminal, folder);
        foreach ((Text what, Text fix) in remains)
            terminal.Warn(new Text($"{what.English}: {fix.English}", $"{what.Russian}: {fix.Russian}"));
    }

    private static void Show(UserTerminal terminal, EarlierBackups folder)
    {
        string source = Printable.Escape(folder.Mount.Source), place = Printable.Escape(folder.Mount.Backup);
        if (folder.Count > 0)
        {
            terminal.Always(new Text(
                $"Snapshots of {source} in {place}: {folder.Count}, from {folder.First} to {folder.Last}. They are listed, restored from and continued as they are.",
                $"Снимки {source} в {place}: {folder.Count}, с {folder.First} по {folder.Last}. Они видны в списке, из них можно восстанавливать, новые их продолжат."));
        }

        foreach (string path in folder.Unfinished)
            terminal.Always(new Text($"  {Printable.Escape(path)} was never finished and is not used; you can remove it.", $"  {Printable.Escape(path)} не был закончен и не используется; его можно удалить."));
        foreach (string path in folder.Partial)
            terminal.Always(new Text($"  {Printable.Escape(path)} was never finished and is not used; the next snapshot removes it.", $"  {Printable.Escape(path)} не был закончен и не используется; следующий снимок его удалит."));
    }
}
