using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

internal static class MountsCommand
{
    public static KitCommand Create() => new("mounts", new Text("List the folders and try each mounted one", "Показать папки и проверить каждую подключённую"))
    {
        Group = CommandGroup.Folders,
        Reports = true,
        Examples =
        [
            new CommandExample("agsekit mounts", new Text("a table", "таблица")),
            new CommandExample("agsekit mounts --json", new Text("for programs", "для программ")),
        ],
        Work = async (context, cancellation) =>
        {
            IReadOnlyList<MountView> views = await context.Services.MountOverview.ListAsync(context.Services.ConfigIfAny(), cancellation).ConfigureAwait(false);
            if (context.Json)
                context.Terminal.Result(Json.Of(new MountListRecord([.. views.Select(view => MountViewRecord.Of(view, context.Language))]), Json.Contracts.MountListRecord));
            else
                Show(context, views);

            return 0;
        },
    };

    private static void Show(CommandContext context, IReadOnlyList<MountView> views)
    {
        if (views.Count == 0)
        {
            context.Terminal.Say(new Text("There are no folders in the configuration, and none is mounted.", "В настройках нет папок, и ни одна не подключена."));
            return;
        }

        Table table = context.Language == Language.Russian ? new Table("СОСТОЯНИЕ", "ПАПКА", "ВМ", "В ВМ КАК") : new Table("STATE", "FOLDER", "VM", "IN THE VM AS");
        foreach (MountView view in views)
            table.Add(State(view.State).In(context.Language), Printable.Escape(view.Source), view.Machine, Printable.Escape(view.Target) + (view.ReadOnly ? " (ro)" : ""));
        context.Terminal.ResultRaw(table.Render(context.Terminal.Settings.ColorOnOutput));
        foreach (MountView tripped in views.Where(view => view.IsTripped))
            context.Terminal.Warn(new Text($"{Printable.Escape(tripped.Source)}: an agent was stopped and waits (agsekit tripwire list)", $"{Printable.Escape(tripped.Source)}: агент остановлен и ждёт (agsekit tripwire list)"));
        foreach (MountView broken in views.Where(view => !view.Cause.IsEmpty))
            context.Terminal.Warn(new Text($"{Printable.Escape(broken.Source)}: {broken.Cause.English}", $"{Printable.Escape(broken.Source)}: {broken.Cause.Russian}"));
    }

    private static Text State(MountState? state) => state switch
    {
        MountState.Live => new Text("live", "работает"),
        MountState.Connecting => new Text("connecting", "подключается"),
        MountState.Broken => new Text("broken", "сломано"),
        MountState.NoAnswer => new Text("no answer", "нет ответа"),
        _ => new Text("-", "-"),
    };
}
