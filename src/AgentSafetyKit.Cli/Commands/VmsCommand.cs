using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class VmsCommand
{
    public static KitCommand Create() => new("vms", new Text("List the VMs and what they are doing", "Показать ВМ и что с ними"))
    {
        Group = CommandGroup.Machines,
        Reports = true,
        Examples =
        [
            new CommandExample("agsekit vms", new Text("a table", "таблица")),
            new CommandExample("agsekit vms --json", new Text("for programs", "для программ")),
        ],
        Work = async (context, cancellation) =>
        {
            IReadOnlyList<MachineInfo> machines = await context.Services.Machines.ListAsync(cancellation).ConfigureAwait(false);
            IReadOnlyList<OtherMachine> others = await OthersAsync(context, cancellation).ConfigureAwait(false);
            IEnumerable<MachineSettings> configured = context.Services.ConfigIfAny()?.Machines ?? [];
            List<MachineSettings> missing = [.. configured.Where(settings => machines.All(machine => machine.Name != settings.Name))];
            if (context.Json)
            {
                context.Terminal.Result(Json.Of(MachineListRecord.Of(machines, others, context.Services.ConfigIfAny(), context.Language), Json.Contracts.MachineListRecord));
            }
            else
            {
                Show(context, machines, missing);
                if (others.Count > 0)
                    context.Terminal.Say(MachineView.Others(others));
            }

            return 0;
        },
    };

    /// <summary>A table of our own is not refused because somebody else's machines can not be seen.</summary>
    private static async Task<IReadOnlyList<OtherMachine>> OthersAsync(CommandContext context, CancellationToken cancellation)
    {
        try
        {
            return await context.Services.Machines.ListOthersAsync(cancellation).ConfigureAwait(false);
        }
        catch (KitException)
        {
            return [];
        }
    }

    private static void Show(CommandContext context, IReadOnlyList<MachineInfo> machines, List<MachineSettings> missing)
    {
        if (machines.Count + missing.Count == 0)
        {
            context.Terminal.Say(new Text("There are no VMs yet.  agsekit run shell  in a project makes the first.", "ВМ пока нет. Первую создаст  agsekit run shell  в папке проекта."));
            return;
        }

        Table table = MachineView.Heading(context.Language);
        foreach (MachineInfo machine in machines)
            MachineView.Row(machine, context.Language, table);
        foreach (MachineSettings settings in missing)
            table.Add(settings.Name, new Text("not created", "не создана").In(context.Language), $"{settings.Cores}", settings.Memory.ToConfig(), settings.Disk.ToConfig(), "", "", settings.Image);
        context.Terminal.ResultRaw(table.Render(context.Terminal.Settings.ColorOnOutput));
        foreach (MachineInfo broken in machines.Where(machine => machine.State == MachineState.Broken))
            context.Terminal.Warn(new Text($"{broken.Name}: {broken.Cause.English}", $"{broken.Name}: {broken.Cause.Russian}"));
    }
}
