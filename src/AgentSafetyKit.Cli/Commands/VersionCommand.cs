using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class VersionCommand
{
    public static KitCommand Create() => new("version", new Text("Show name and version", "Показать имя и версию"))
    {
        Group = CommandGroup.Setup,
        Reports = true,
        Examples =
        [
            new CommandExample("agsekit version", new Text("one line", "одна строка")),
            new CommandExample("agsekit version --json", new Text("for programs", "для программ")),
        ],
        Work = (context, _) =>
        {
            if (context.Json)
                context.Terminal.Result(Json.Of(new VersionRecord("agsekit", ProductVersion.Text), Json.Records.VersionRecord));
            else
                context.Terminal.Result($"agsekit {ProductVersion.Text}");
            return Task.FromResult(0);
        },
    };
}
