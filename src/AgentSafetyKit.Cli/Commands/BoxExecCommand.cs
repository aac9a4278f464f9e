using System.CommandLine;
using AgentSafetyKit.Boxes;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.Commands;

internal static class BoxExecCommand
{
    public static KitCommand Create()
    {
        KitArgument<string> name = BoxWords.Name();
        var command = new KitArgument<string[]>("CMD", new Text("The command and its arguments; they arrive as they are", "Команда и её аргументы; передаются как есть")) { Arity = ArgumentArity.OneOrMore };
        KitOption<string?> machine = BoxWords.Machine();
        return new KitCommand("exec", new Text("Run one command in a box that runs", "Выполнить одну команду в работающей песочнице"))
        {
            Group = CommandGroup.Boxes,
            RunsInGuest = true,
            PassThroughAfter = 1,
            Examples =
            [
                new CommandExample("agsekit box exec trial -- id", new Text("its output and exit code are passed on", "её вывод и код завершения передаются дальше")),
                new CommandExample("agsekit box exec trial -- sh -c 'ls | wc -l'", new Text("a line for a shell", "строка для оболочки")),
            ],
            Work = async (context, cancellation) =>
            {
                string vm = MachineWords.NameOf(context, context.Value(machine));
                using FileLock use = await MachineHold.TakeAsync(context, vm, cancellation).ConfigureAwait(false);
                SshConnection guest = await context.Services.BoxMachines.ConnectAsync(vm, cancellation).ConfigureAwait(false);
                var boxes = new GuestBoxes(guest);
                string container = await boxes.RequireAsync(context.Value(name)!, cancellation).ConfigureAwait(false);
                bool terminal = context.Terminal.Settings is { InputIsTerminal: true, OutputIsTerminal: true };
                return await GuestCommand.RunAsync(context.Terminal, guest, boxes.EnterSpec(container, context.Value(command)!, terminal), cancellation).ConfigureAwait(false);
            },
        }.With(name, command, machine);
    }
}
