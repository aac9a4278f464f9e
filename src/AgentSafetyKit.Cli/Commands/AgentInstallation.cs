using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>What <c>install-agents</c>, <c>update-agents</c> and <c>up</c> have in common: the VMs side by side, in each one agent after the other; one that fails does not keep the others from it.</summary>
internal sealed class AgentInstallation(CommandContext context, bool renew, ProxyAddress? through)
{
    /// <summary>Those that are installed at all.</summary>
    public static List<AgentSettings> Wanted(CommandContext context, IEnumerable<AgentSettings> agents) =>
        [.. agents.Where(agent => context.Services.AgentDefinitions.Of(agent.Type).IsInstalled)];

    /// <summary>Answers the exit code: that of the first failure. Without <paramref name="machines"/> each agent goes where it is meant for.</summary>
    public async Task<int> RunAsync(KitConfig config, IReadOnlyList<AgentSettings> agents, IReadOnlyList<MachineSettings>? machines, CancellationToken cancellation)
    {
        List<AgentSettings> wanted = Wanted(context, agents);
        IReadOnlyList<AgentSettings> Of(MachineSettings machine) => [.. wanted.Where(agent => machines is not null || agent.Machines.Contains(machine.Name))];
        List<MachineSettings> all = [.. (machines ?? config.Machines).Where(machine => Of(machine).Count > 0)];
        if (all.Count == 0)
            context.Terminal.Say(new Text("No agent of the configuration has to be installed.", "Ни одного агента из настроек устанавливать не нужно."));

        int code = 0;
        int failed = await SideBySide.RunAsync(
            context,
            all,
            async (machine, progress) =>
            {
                using FileLock use = await context.Services.MachineUse.ShareAsync(machine.Name, cancellation).ConfigureAwait(false);
                await context.Services.MachineSupply.ReadyAsync(machine, progress, cancellation).ConfigureAwait(false);
                return await InstallAsync(machine, Of(machine), progress, cancellation).ConfigureAwait(false);
            },
            (machine, outcomes) =>
            {
                int shown = Show(machine, outcomes);
                code = code == 0 ? shown : code;
            }).ConfigureAwait(false);
        return failed == 0 ? code : failed;
    }

    /// <summary>Installs agents in a VM that runs.</summary>
    public async Task<IReadOnlyList<AgentOutcome>> InstallAsync(MachineSettings machine, IReadOnlyList<AgentSettings> agents, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        var outcomes = new List<AgentOutcome>();
        foreach (AgentSettings agent in agents)
        {
            try
            {
                AgentVersions.RequireOne(agents, agent, machine);
                outcomes.Add(new AgentOutcome(agent, await context.Services.MachineAgents.InstallAsync(machine, agent, renew, through ?? machine.Proxychains, progress, cancellation).ConfigureAwait(false), null));
            }
            catch (KitException error)
            {
                outcomes.Add(new AgentOutcome(agent, null, error));
            }
        }

        return outcomes;
    }

    /// <summary>Answers the exit code.</summary>
    public int Show(MachineSettings machine, IReadOnlyList<AgentOutcome> outcomes)
    {
        int code = 0;
        foreach (AgentOutcome one in outcomes)
        {
            if (one.Installed is { } installed)
                context.Terminal.Result(AgentWords.Outcome(one.Agent, installed, machine.Name));
            else
                context.Terminal.Fail(one.Error!);
            code = code > 0 || one.Error is not { } error ? code : (int)ErrorCodes.ExitCodeOf(error.Code);
        }

        return code;
    }
}
