using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The process behind a mounted folder. Started by other commands, never by people.</summary>
internal static class MountServerCommand
{
    public static KitCommand Create()
    {
        var id = new KitArgument<string>("ID", new Text("The mount's id", "Номер подключения"));
        return new KitCommand("mount-server", new Text("Serve a mounted folder (used by agsekit itself)", "Обслуживать подключённую папку (использует сам agsekit)"))
        {
            Hidden = true,
            Work = async (context, cancellation) =>
            {
                await context.Services.MountServer.RunAsync(context.Value(id)!, cancellation).ConfigureAwait(false);
                return 0;
            },
        }.With(id);
    }
}
