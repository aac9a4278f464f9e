using AgentSafetyKit.Boxes;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class BoxLogsCommand
{
    public static KitCommand Create()
    {
        KitArgument<string> name = BoxWords.Name();
        KitOption<string?> machine = BoxWords.Machine();
        return new KitCommand("logs", new Text("Show what a box's setup script said", "Показать, что вывел сценарий настройки песочницы"))
        {
            Group = CommandGroup.Boxes,
            Examples =
            [
                new CommandExample("agsekit box logs trial", new Text("the last mebibyte of it", "последний мебибайт")),
                new CommandExample("agsekit box logs trial --vm agent-ubuntu", new Text("of a box in another VM", "песочницы в другой ВМ")),
            ],
            Work = async (context, cancellation) =>
            {
                GuestBoxes boxes = await BoxFlow.OfAsync(context, context.Value(machine), cancellation).ConfigureAwait(false);
                byte[] said = await boxes.LogAsync(BoxWords.Require(context.Value(name)!), cancellation).ConfigureAwait(false);
                var plain = new PlainTerminalText();
                context.Terminal.ResultRaw(plain.Feed(said) + plain.End());
                return 0;
            },
        }.With(name, machine);
    }
}
