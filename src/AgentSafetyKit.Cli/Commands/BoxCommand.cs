using System.CommandLine;
using AgentSafetyKit.Boxes;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.Commands;

internal static class BoxCommand
{
    public static KitCommand Create()
    {
        var name = new KitArgument<string?>("NAME", new Text("The box's name; it is made where there is none", "Имя песочницы; если такой нет, она создаётся")) { Arity = ArgumentArity.ZeroOrOne };
        name.CompletionSources.Add(_ => LiveNames.Boxes(Composition.KitServices.OfProcess()));
        KitOption<string?> machine = BoxWords.Machine();
        var options = new BoxOptions();
        return new KitCommand("box", new Text("Enter a disposable box inside a VM, making it first", "Войти в одноразовую песочницу внутри ВМ, создав её при необходимости"))
        {
            Group = CommandGroup.Boxes,
            RunsInGuest = true,
            Details = new Text(
                "A box is a container inside the VM, without rights and, unless told otherwise, without a network. Only its home and the folders given to it can be written to.\nIts home stays until 'agsekit box rm'. The options say what a new box is to be; one that is there stays as it was made.",
                "Песочница — контейнер внутри ВМ, без прав и, если не указано иное, без сети. Писать можно только в её домашнюю папку и в данные ей папки.\nДомашняя папка хранится до «agsekit box rm». Ключи описывают новую песочницу; имеющаяся остаётся какой была."),
            Examples =
            [
                new CommandExample("agsekit box trial", new Text("a shell in a new box", "оболочка в новой песочнице")),
                new CommandExample("agsekit box web --network open --memory 1G --ttl 2h", new Text("with a network, gone after two hours", "с сетью, исчезнет через два часа")),
                new CommandExample("agsekit box trial --vm agent-ubuntu", new Text("in another VM", "в другой ВМ")),
            ],
            Work = async (context, cancellation) =>
            {
                string box = BoxWords.Require(context.Value(name) ?? throw BoxWords.Wrong(new Text("which box?", "какая песочница?"), new Text("its name is missing", "не указано имя")));
                MachineSettings settings = MachineWords.SettingsOf(context, context.Value(machine));
                using FileLock use = await MachineHold.TakeAsync(context, settings.Name, cancellation).ConfigureAwait(false);
                (GuestBoxes boxes, string container, SshConnection guest) = await BoxFlow.ReadyAsync(context, box, settings, options, cancellation).ConfigureAwait(false);
                bool terminal = context.Terminal.Settings is { InputIsTerminal: true, OutputIsTerminal: true };
                return await GuestCommand.RunAsync(context.Terminal, guest, boxes.EnterSpec(container, [], terminal), cancellation).ConfigureAwait(false);
            },
        }.With([name, machine, .. options.All, BoxListCommand.Create(), BoxExecCommand.Create(), BoxLogsCommand.Create(), BoxRemoveCommand.Create(), BoxBuildCommand.Create()]);
    }
}
