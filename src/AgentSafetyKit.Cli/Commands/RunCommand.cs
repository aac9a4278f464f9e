using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class RunCommand
{
    public static KitCommand Create()
    {
        var agent = new KitArgument<string>("AGENT", new Text("The agent's name in the configuration; 'shell' needs no configuration", "Имя агента из настроек; «shell» работает и без настроек"));
        var arguments = new KitArgument<string[]>("ARGS", new Text("Passed to the agent unchanged", "Передаются агенту без изменений")) { Arity = ArgumentArity.ZeroOrMore };
        var machine = new KitOption<string?>("--vm", new Text("Run in this VM (default: the folder's)", "Запустить в этой ВМ (по умолчанию — ВМ папки)")) { HelpName = "VM" };
        var folder = new KitOption<string?>("--workdir", new Text("The folder (default: the one you are in)", "Папка (по умолчанию — текущая)")) { HelpName = "PATH" };
        var proxychains = new KitOption<string?>("--proxychains", new Text("Lead the agent through this proxy (http, socks4, socks5); \"\": none", "Провести агента через этот прокси (http, socks4, socks5); \"\": без него")) { HelpName = "URL" };
        var httpProxy = new KitOption<string?>("--http-proxy", new Text("Give the agent HTTP_PROXY and the like: a helper in the VM that leads to this proxy; \"\": none", "Дать агенту HTTP_PROXY и подобные: помощник в ВМ, ведущий к этому прокси; \"\": без него")) { HelpName = "URL" };
        var withoutBackups = new KitOption<bool>("--disable-backups", new Text("Take no snapshots: the run can not be undone", "Не делать снимков: запуск нельзя будет отменить"));
        var firstBackup = new KitOption<bool>("--first-backup", new Text("Take a snapshot before the agent starts (default)", "Сделать снимок до запуска агента (по умолчанию)"));
        var noFirstBackup = new KitOption<bool>("--no-first-backup", new Text("Take none: the newest there is, if any, is what 'undo' goes back to", "Не делать: «undo» вернёт к последнему имеющемуся снимку, если он есть"));
        var autoMount = new KitOption<bool>("--auto-mount", new Text("Mount the folder for the run where it is not mounted (default)", "Подключить папку на время запуска, если она не подключена (по умолчанию)"));
        var temporary = new KitOption<bool>("--temp", new Text("In an empty folder made for this run, without snapshots; what is left there is kept", "В пустой папке, созданной для этого запуска, без снимков; оставленное там сохраняется"));
        var withoutDefaults = new KitOption<bool>("--skip-default-args", new Text("Leave out the agent's default-args", "Не добавлять default-args агента"));
        var noReview = new KitOption<bool>("--no-review", new Text("Do not show at the end what changed", "Не показывать в конце, что изменилось"));
        var detach = new KitOption<bool>("--detach", new Text("Without a terminal: it goes on by itself, 'agsekit attach' shows it", "Без терминала: работает сам по себе, показать — «agsekit attach»"), "-d");
        var name = new KitOption<string?>("--name", new Text("With --detach: call the run so", "С --detach: назвать запуск так")) { HelpName = "NAME" };
        KitOption<bool> yes = CommonOptions.Yes();
        agent.CompletionSources.Add(_ => LiveNames.Agents(KitServices.OfProcess()));
        machine.CompletionSources.Add(_ => LiveNames.Machines(KitServices.OfProcess()));
        return new KitCommand("run", new Text("Run an agent in a VM on this folder, protected", "Запустить агента в ВМ над этой папкой, под защитой"))
        {
            Group = CommandGroup.Agents,
            RunsInGuest = true,
            PassThroughAfter = 1,
            KeepsDoubleDash = true,
            Details = new Text(
                "Starts the VM, takes a snapshot, mounts the folder, gives the agent the terminal, snapshots the folder while it works,\nand shows at the end what changed. 'agsekit undo' puts everything back.",
                "Запускает ВМ, делает снимок, подключает папку, отдаёт агенту терминал, делает снимки во время работы\nи в конце показывает, что изменилось. «agsekit undo» возвращает всё назад."),
            Examples =
            [
                new CommandExample("agsekit run shell", new Text("a shell in the VM, on the folder you are in", "оболочка в ВМ, в текущей папке")),
                new CommandExample("agsekit run --detach --name night claude", new Text("goes on when you log out; agsekit attach night", "работает и после выхода; agsekit attach night")),
                new CommandExample("agsekit run --temp claude", new Text("in an empty folder", "в пустой папке")),
                new CommandExample("agsekit run --workdir ~/project claude --continue", new Text("what stands behind the agent is the agent's", "всё после имени агента — для агента")),
            ],
            Work = (context, cancellation) =>
            {
                var words = new RunCommandWords(
                    context.Value(agent)!, context.Value(arguments) ?? [], context.Value(machine), context.FullPath(context.Value(folder) ?? "."), context.Value(withoutBackups),
                    context.Value(withoutDefaults), context.Value(noReview), context.Value(yes))
                { Detach = context.Value(detach), Name = context.Value(name), Proxychains = context.Value(proxychains), HttpProxy = context.Value(httpProxy), Temporary = context.Value(temporary), NamesFolder = context.Value(folder) is not null, WithoutFirstBackup = context.Value(noFirstBackup) && !context.Value(firstBackup) };
                return RunFlow.RunAsync(context, words, cancellation);
            },
        }.With(agent, arguments, machine, folder, proxychains, httpProxy, withoutBackups, firstBackup, noFirstBackup, autoMount, temporary, withoutDefaults, noReview, detach, name, yes);
    }
}
