using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.Commands;

internal static class ExecCommand
{
    public static KitCommand Create()
    {
        KitArgument<string> name = MachineWords.Name();
        var command = new KitArgument<string[]>("CMD", new Text("The command and its arguments; they arrive as they are", "Команда и её аргументы; передаются как есть")) { Arity = ArgumentArity.OneOrMore };
        return new KitCommand("exec", new Text("Run one command in a running VM", "Выполнить одну команду в работающей ВМ"))
        {
            Group = CommandGroup.Machines,
            RunsInGuest = true,
            PassThroughAfter = 1,
            Examples =
            [
                new CommandExample("agsekit exec agent-ubuntu -- uname -a", new Text("its output and exit code are passed on", "её вывод и код завершения передаются дальше")),
                new CommandExample("agsekit exec agent-ubuntu -- sh -c 'ls | wc -l'", new Text("a line for a shell", "строка для оболочки")),
            ],
            Work = async (context, cancellation) =>
            {
                using FileLock use = await MachineHold.TakeAsync(context, context.Value(name)!, cancellation).ConfigureAwait(false);
                SshConnection guest = await MachineWords.ConnectAsync(context, context.Value(name)!, cancellation).ConfigureAwait(false);
                bool terminal = context.Terminal.Settings is { InputIsTerminal: true, OutputIsTerminal: true };
                return await GuestCommand.RunAsync(context.Terminal, guest, guest.InteractiveSpec(context.Value(command)!, terminal), cancellation).ConfigureAwait(false);
            },
        }.With(name, command);
    }
}
