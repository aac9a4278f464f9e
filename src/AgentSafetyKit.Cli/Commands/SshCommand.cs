using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.Commands;

internal static class SshCommand
{
    public static KitCommand Create()
    {
        KitArgument<string> name = MachineWords.Name();
        var words = new KitArgument<string[]>("ARGS", new Text("Options for ssh, then a command; -- may stand between", "Ключи для ssh, затем команда; между ними может стоять --")) { Arity = ArgumentArity.ZeroOrMore };
        return new KitCommand("ssh", new Text("Call ssh for a running VM", "Вызвать ssh для работающей ВМ"))
        {
            Group = CommandGroup.Machines,
            RunsInGuest = true,
            PassThroughAfter = 1,
            KeepsDoubleDash = true,
            Examples =
            [
                new CommandExample("agsekit ssh agent-ubuntu", new Text("a login shell", "оболочка входа")),
                new CommandExample("agsekit ssh agent-ubuntu -L 8080:127.0.0.1:80", new Text("with a port forward", "с пробросом порта")),
                new CommandExample("agsekit ssh agent-ubuntu -- uname -a", new Text("one command", "одна команда")),
            ],
            Work = async (context, cancellation) =>
            {
                using FileLock use = await MachineHold.TakeAsync(context, context.Value(name)!, cancellation).ConfigureAwait(false);
                SshConnection guest = await MachineWords.ConnectAsync(context, context.Value(name)!, cancellation).ConfigureAwait(false);
                SshWords given = SshWords.Parse(context.Value(words) ?? []);
                return await GuestCommand.RunAsync(context.Terminal, guest, SshCommandLine.Plain(guest.Target, given.Options, given.Command), cancellation).ConfigureAwait(false);
            },
        }.With(name, words);
    }
}
