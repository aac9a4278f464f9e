using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>The exit codes a command can answer with, for its help.</summary>
internal static class ExitStatusText
{
    public static IEnumerable<(string Code, Text What)> For(KitCommand command) =>
        OfGroup(command).Where(usual => !command.OwnCodes.Any(own => own.Code == usual.Code))
            .Concat(command.OwnCodes.Where(own => !own.What.IsEmpty))
            .OrderBy(entry => entry.Code.Contains(',', StringComparison.Ordinal))
            .ThenBy(entry => int.TryParse(entry.Code, out int code) ? code : -1);

    private static IEnumerable<(string Code, Text What)> OfGroup(KitCommand command)
    {
        if (command.RunsInGuest)
        {
            yield return ("N", new Text("the exit code of the command in the VM", "код завершения команды в ВМ"));
            yield return ("125", new Text("agsekit itself failed (the message says why)", "не справился сам agsekit (сообщение говорит почему)"));
            yield break;
        }

        yield return ("0", new Text("done", "сделано"));
        yield return ("2", new Text("wrong words on the command line", "ошибка в командной строке"));
        yield return ("3", new Text("the configuration is missing or wrong, or a rule forbids it", "настроек нет, в них ошибка, или правило запрещает"));
        yield return ("4", new Text("a program, a right or disk space is missing", "не хватает программы, прав или места на диске"));
        if (command.Group is CommandGroup.Machines or CommandGroup.Folders)
            yield return ("5", new Text("the virtual machine or the mount failed", "не справилась виртуальная машина или подключение папки"));
        if (command.Group is CommandGroup.Backups or CommandGroup.Agents)
        {
            yield return ("6", new Text("a snapshot or a restore failed", "снимок или восстановление не удались"));
            yield return ("7", new Text("done, with warnings", "сделано, но есть предупреждения"));
        }

        if (command.Group == CommandGroup.Service)
        {
            yield return ("7", new Text("it runs, and something asks for attention", "служба работает, но что-то требует внимания"));
            yield return ("8", new Text("the daemon does not run, or did not do it", "служба не работает или не справилась"));
        }

        yield return ("9", new Text("somebody else is at work on the same thing", "этим же сейчас занят другой процесс"));
        yield return ("1, 130", new Text("a bug of ours; interrupted", "ошибка в самом agsekit; прервано"));
    }
}
