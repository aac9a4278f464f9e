using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class ConfigEditCommand
{
    public static KitCommand Create() => new("edit", new Text("Edit the configuration, and take it over only if it is right", "Изменить настройки в редакторе и принять, только если в них нет ошибок"))
    {
        Group = CommandGroup.Setup,
        Details = new Text(
            "The editor is that of VISUAL or EDITOR, else the system's. It gets a copy: what has errors is shown and edited again, and the file is replaced at once when it is right; the old one is kept beside it.",
            "Редактор — из VISUAL или EDITOR, иначе системный. Он открывает копию: ошибки показываются, и правка продолжается; файл заменяется сразу целиком, когда ошибок нет, а прежний остаётся рядом."),
        Examples =
        [
            new CommandExample("agsekit config edit", new Text("in your editor", "в вашем редакторе")),
            new CommandExample("agsekit config edit --config other.yaml", new Text("another file", "другой файл")),
        ],
        Work = (context, cancellation) => new ConfigEditing(context).RunAsync(cancellation),
    };
}
