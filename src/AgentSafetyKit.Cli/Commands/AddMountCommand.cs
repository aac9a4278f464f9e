using System.Collections.Immutable;
using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class AddMountCommand
{
    public static KitCommand Create()
    {
        var source = Optional("SRC", new Text("The folder (default: the one you are in)", "Папка (по умолчанию — текущая)"));
        var target = Optional("TARGET", new Text("Its path in the VM (default: /home/ubuntu/ and its name)", "Путь в ВМ (по умолчанию — /home/ubuntu/ и имя папки)"));
        var backup = Optional("BACKUP", new Text("Where its snapshots go (default: backups-NAME beside it)", "Куда складывать снимки (по умолчанию — backups-ИМЯ рядом)"));
        var interval = new KitArgument<int?>("INTERVAL", new Text("Minutes between snapshots (default: 5)", "Минут между снимками (по умолчанию 5)")) { Arity = ArgumentArity.ZeroOrOne };
        var machine = new KitOption<string?>("--vm", new Text("The VM that gets it (default: the first)", "Какая ВМ её получит (по умолчанию первая)")) { HelpName = "VM" };
        var agents = new KitOption<string?>("--allowed-agents", new Text("Only these agents may work on it", "Только эти агенты могут в ней работать")) { HelpName = "A,B" };
        var readOnly = new KitOption<bool>("--read-only", new Text("Agents may not change it", "Агенты не могут её менять"));
        var keep = new KitOption<int?>("--max-backups", new Text("Keep this many snapshots (default: 100)", "Сколько снимков хранить (по умолчанию 100)")) { HelpName = "N" };
        KitOption<string?> method = RepeatedWords.CleanMethod();
        var mount = new KitOption<bool>("--mount", new Text("And mount it now", "И сразу подключить"));
        machine.CompletionSources.Add(_ => LiveNames.Machines(KitServices.OfProcess()));
        agents.CompletionSources.Add(_ => LiveNames.Agents(KitServices.OfProcess()));
        KitOption<bool> yes = CommonOptions.Yes(), dryRun = CommonOptions.DryRun();
        return new KitCommand("addmount", new Text("Write a folder into the configuration", "Записать папку в настройки"))
        {
            Group = CommandGroup.Folders,
            Details = new Text(
                "Comments and order of the file stay, and the old file is kept beside it. 'agsekit run' offers the same for a folder that is not in the configuration.",
                "Комментарии и порядок в файле сохраняются, прежний файл остаётся рядом. «agsekit run» сам предлагает то же для папки, которой нет в настройках."),
            Examples =
            [
                new CommandExample("agsekit addmount", new Text("the folder you are in", "папку, в которой вы находитесь")),
                new CommandExample("agsekit addmount ~/site --allowed-agents claude,codex --mount", new Text("for two agents, at once", "для двух агентов, и сразу подключить")),
            ],
            Work = (context, cancellation) => MountAddingFlow.RunAsync(
                context,
                context.FullPath(context.Value(source) ?? "."),
                real => new MountAddition(
                    real,
                    context.Value(target),
                    context.Value(backup) is { } place ? context.FullPath(place) : null,
                    context.Value(interval),
                    context.Value(keep),
                    RepeatedWords.MethodOf(context.Value(method)),
                    Machine: context.Value(machine),
                    AllowedAgents: Names(context.Value(agents)),
                    ReadOnly: context.Value(readOnly) ? true : null),
                new MountEntryAnswers(context.Value(yes), context.Value(dryRun), context.Value(mount)),
                cancellation),
        }.With(source, target, backup, interval, machine, agents, readOnly, keep, method, mount, yes, dryRun);
    }

    private static KitArgument<string?> Optional(string name, Text help) => new(name, help) { Arity = ArgumentArity.ZeroOrOne };

    private static ImmutableArray<string>? Names(string? given)
    {
        if (given is null)
            return null;
        ImmutableArray<string> names = [.. given.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        return names.IsEmpty
            ? throw new KitException(
                ErrorCode.Usage,
                new Text("--allowed-agents names nobody", "--allowed-agents никого не называет"),
                new Text("the list is empty, and nobody could work on the folder", "список пуст, и никто не смог бы работать в папке"),
                new Text("name agents, separated by commas, or leave the option out: then all may", "перечислите агентов через запятую или уберите ключ: тогда можно всем"))
            : names;
    }
}
