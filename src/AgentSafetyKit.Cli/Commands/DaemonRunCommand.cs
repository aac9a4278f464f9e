using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class DaemonRunCommand
{
    public static KitCommand Create() => new("run", new Text("Be the daemon, here and now (what a service starts)", "Быть службой прямо здесь (это запускает сама система)"))
    {
        Group = CommandGroup.Service,
        Details = new Text(
            "Works until it is ended with Ctrl+C or SIGTERM. On a terminal it tells what happens in words; elsewhere each line of its output is a JSON object with timestamp, level, message and service.",
            "Работает, пока не завершат: Ctrl+C или SIGTERM. В терминале рассказывает словами; иначе каждая строка вывода — объект JSON с полями timestamp, level, message и service."),
        Examples =
        [
            new CommandExample("agsekit daemon run", new Text("in this terminal", "в этом терминале")),
            new CommandExample("agsekit daemon run --config team.yaml", new Text("by another configuration", "с другими настройками")),
        ],
        Work = async (context, cancellation) =>
        {
            await new DaemonLife(context.Services, new BoundedLog(new TerminalLog(context.Terminal), context.Services.Paths.DaemonLog), ProductVersion.Text, language => DoctorLook.Of(context, language)).RunAsync(cancellation).ConfigureAwait(false);
            return 0;
        },
    };
}
