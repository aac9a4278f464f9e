using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Cli.Commands;

internal static class SshCommand
{
    public static KitCommand Create()
    {
        KitArgument<string> name = MachineWords.Name();
        var words = new KitArgument<string[]>("ARGS", new Text("Options for ssh, then -- and a command; or just a command", "Ключи для ssh, затем -- и команда; или просто команда")) { Arity = ArgumentArity.ZeroOrMore };
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
                SshConnection guest = await MachineWords.ConnectAsync(context, context.Value(name)!, cancellation).ConfigureAwait(false);
                string[] given = context.Value(words) ?? [];
                int mark = Array.IndexOf(given, "--");
                bool startsWithOption = given.Length > 0 && given[0].StartsWith('-') && mark != 0;
                string[] options = mark >= 0 ? given[..mark] : startsWithOption ? given : [];
                string[] command = mark >= 0 ? given[(mark + 1)..] : startsWithOption ? [] : given;
                return await GuestCommand.RunAsync(context.Terminal, guest, SshCommandLine.Plain(guest.Target, options, command), cancellation).ConfigureAwait(false);
            },
        }.With(name, words);
    }
}
