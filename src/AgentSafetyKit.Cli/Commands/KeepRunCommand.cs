using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The process that watches a detached run. Started by other commands, never by people.</summary>
internal static class KeepRunCommand
{
    public static KitCommand Create()
    {
        var id = new KitArgument<string>("ID", new Text("The run's id", "Номер запуска"));
        return new KitCommand("keep-run", new Text("Watch a detached run (used by agsekit itself)", "Следить за отсоединённым запуском (использует сам agsekit)"))
        {
            Hidden = true,
            Work = async (context, cancellation) =>
            {
                await context.Services.RunKeeper.KeepAsync(context.Value(id)!, cancellation).ConfigureAwait(false);
                return 0;
            },
        }.With(id);
    }
}
