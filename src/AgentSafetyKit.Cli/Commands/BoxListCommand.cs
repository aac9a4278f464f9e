using System.Globalization;
using AgentSafetyKit.Boxes;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class BoxListCommand
{
    public static KitCommand Create()
    {
        KitOption<string?> machine = BoxWords.Machine();
        return new KitCommand("ls", new Text("List the boxes of a VM", "Показать песочницы ВМ"))
        {
            Group = CommandGroup.Boxes,
            Reports = true,
            Examples =
            [
                new CommandExample("agsekit box ls", new Text("those of the first VM of the configuration", "песочницы первой ВМ из настроек")),
                new CommandExample("agsekit box ls --json", new Text("for programs", "для программ")),
            ],
            Work = async (context, cancellation) =>
            {
                GuestBoxes boxes = await BoxFlow.OfAsync(context, context.Value(machine), cancellation).ConfigureAwait(false);
                IReadOnlyList<BoxInfo> all = await new BoxNames(context.Services.Paths).RefreshAsync(boxes, cancellation).ConfigureAwait(false);
                if (context.Json)
                    context.Terminal.Result(Json.Of(new BoxListRecord([.. all.Select(box => BoxRecord.Of(box, boxes.Machine))]), Json.Contracts.BoxListRecord));
                else if (all.Count == 0)
                    context.Terminal.Say(new Text($"VM '{boxes.Machine}' has no boxes. One is made with: agsekit box NAME", $"В ВМ «{boxes.Machine}» нет песочниц. Создать: agsekit box ИМЯ"));
                else
                    context.Terminal.ResultRaw(TableOf(context, all).Render(context.Terminal.Settings.ColorOnOutput));
                return 0;
            },
        }.With(machine);
    }

    private static Table TableOf(CommandContext context, IReadOnlyList<BoxInfo> boxes)
    {
        bool russian = context.Language == Language.Russian;
        Table table = russian ? new Table("ПЕСОЧНИЦА", "СОСТОЯНИЕ", "СОЗДАНА", "ДО", "СЕТЬ", "ОБРАЗ") : new Table("BOX", "STATE", "MADE", "UNTIL", "NETWORK", "IMAGE");
        string Local(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, context.Services.Time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        foreach (BoxInfo box in boxes)
            table.Add(box.Name, new Text(box.IsRunning ? "running" : "stopped", box.IsRunning ? "работает" : "остановлена").In(context.Language), Local(box.MadeAt), box.EndsAt is { } end ? Local(end) : "-", box.Network, box.Image);
        return table;
    }
}
