using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class DaemonRestartCommand
{
    public static KitCommand Create() => new("restart", new Text("End the daemon and start it again", "Завершить службу и запустить снова"))
    {
        Group = CommandGroup.Service,
        Examples =
        [
            new CommandExample("agsekit daemon restart", new Text("after an update of agsekit", "после обновления agsekit")),
            new CommandExample("agsekit daemon restart --config team.yaml", new Text("by another configuration", "с другими настройками")),
        ],
        Work = async (context, cancellation) =>
        {
            await DaemonWords.StopAsync(context).ConfigureAwait(false);
            return await DaemonWords.StartAsync(context, cancellation).ConfigureAwait(false);
        },
    };
}
