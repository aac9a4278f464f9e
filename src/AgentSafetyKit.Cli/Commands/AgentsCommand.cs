using AgentSafetyKit.Agents;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

internal static class AgentsCommand
{
    public static KitCommand Create() => new("agents", new Text("List the agents of the configuration, and which version is installed where", "Показать агентов из настроек и их версии в ВМ"))
    {
        Group = CommandGroup.Agents,
        Reports = true,
        Examples =
        [
            new CommandExample("agsekit agents", new Text("what is configured and installed", "что настроено и установлено")),
            new CommandExample("agsekit agents --json", new Text("the same for programs", "то же для программ")),
        ],
        Work = async (context, cancellation) =>
        {
            KitConfig config = context.Services.Config();
            var installed = new Dictionary<string, IReadOnlyList<InstalledAgent>?>(StringComparer.Ordinal);
            foreach (string machine in config.Agents.SelectMany(agent => agent.Machines).Distinct())
                installed[machine] = await AskAsync(context, machine, cancellation).ConfigureAwait(false);
            List<AgentRecord> rows = [.. config.Agents.SelectMany(agent => agent.Machines.Select(machine => RecordOf(context, agent, machine, installed[machine])))];
            if (context.Json)
                context.Terminal.Result(Json.Of(new AgentListRecord(rows), Json.Records.AgentListRecord));
            else if (rows.Count == 0)
                context.Terminal.Say(new Text("The configuration has no agents.", "В настройках нет агентов."));
            else
                context.Terminal.ResultRaw(AgentTable.Of(rows, context.Language).Render(context.Terminal.Settings.ColorOnOutput));
            return 0;
        },
    };

    /// <summary>Null: the VM does not run, so nobody knows.</summary>
    private static async Task<IReadOnlyList<InstalledAgent>?> AskAsync(CommandContext context, string machine, CancellationToken cancellation)
    {
        if (await context.Services.Machines.FindAsync(machine, cancellation).ConfigureAwait(false) is not { State: MachineState.Running })
            return null;
        try
        {
            return await MachineAgents.ListAsync(await context.Services.Machines.ConnectAsync(machine, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        }
        catch (KitException error) when (error.Code is ErrorCode.GuestUnreachable or ErrorCode.GuestCommandFailed)
        {
            context.Terminal.Fail(error);
            return null;
        }
    }

    private static AgentRecord RecordOf(CommandContext context, AgentSettings agent, string machine, IReadOnlyList<InstalledAgent>? there)
    {
        AgentDefinition definition;
        try
        {
            definition = context.Services.AgentDefinitions.Of(agent.Type);
        }
        catch (KitException error)
        {
            // The others are listed all the same.
            context.Terminal.Fail(error);
            return new AgentRecord(agent.Name, agent.Type, machine, "broken", null, agent.Version, null, null, [], []);
        }

        InstalledAgent? found = there?.FirstOrDefault(one => one.Type == agent.Type);
        string state = !definition.IsInstalled ? "notNeeded" : there is null ? "unknown" : found is null ? "missing" : "installed";
        return new AgentRecord(
            agent.Name, agent.Type, machine, state, found?.Version, agent.Version, definition.About, definition.Program is { Length: > 0 } program ? program : null, definition.Keys, definition.Unattended);
    }
}
