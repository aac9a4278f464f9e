using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class VmSnapshotListCommand
{
    public static KitCommand Create()
    {
        KitArgument<string> name = MachineWords.Name();
        return new KitCommand("list", new Text("List the kept states of a VM", "Показать сохранённые состояния ВМ"))
        {
            Group = CommandGroup.Machines,
            Reports = true,
            Examples =
            [
                new CommandExample("agsekit vm-snapshot list agent-ubuntu", new Text("the oldest first", "сначала старые")),
                new CommandExample("agsekit vm-snapshot list agent-ubuntu --json", new Text("for programs", "для программ")),
            ],
            Work = async (context, cancellation) =>
            {
                string machine = context.Value(name)!;
                await MachineWords.FindAsync(context, machine, cancellation).ConfigureAwait(false);
                IReadOnlyList<MachineSnapshot> all = await context.Services.Machines.ListSnapshotsAsync(machine, cancellation).ConfigureAwait(false);
                if (context.Json)
                    context.Terminal.Result(Json.Of(new MachineSnapshotListRecord(machine, [.. all.Select(MachineSnapshotRecord.Of)]), Json.Records.MachineSnapshotListRecord));
                else if (all.Count == 0)
                    context.Terminal.Say(new Text($"VM '{machine}' has no snapshots.", $"У ВМ «{machine}» нет снимков."));
                else
                    context.Terminal.ResultRaw(MachineView.Snapshots(all, context.Language, context.Services.Time.LocalTimeZone).Render(context.Terminal.Settings.ColorOnOutput));
                return 0;
            },
        }.With(name);
    }
}
