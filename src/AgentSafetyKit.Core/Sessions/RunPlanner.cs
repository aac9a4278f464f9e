using System.Collections.Immutable;
using AgentSafetyKit.Agents;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>Decides what a run means: which mount, which VM, whether the agent may. Touches nothing.</summary>
/// <param name="config">The configuration.</param>
/// <param name="definitions">The types of agents.</param>
/// <param name="rules">Folders that are never given away.</param>
/// <param name="mounted">What is mounted now: another folder in the same VM is within the agent's reach.</param>
/// <param name="running">Runs at work now: their agents would reach this folder too.</param>
public sealed class RunPlanner(KitConfig config, AgentDefinitions definitions, FolderRules rules, IReadOnlyList<MountRecord> mounted, IReadOnlyList<RunRecord> running)
{
    /// <exception cref="KitException">UnknownName, FolderMissing, FolderRefused, PolicyRefused.</exception>
    public RunPlan Plan(RunRequest request)
    {
        AgentSettings agent = config.FindAgent(request.Agent) ?? throw UnknownAgent(config, request.Agent);
        string real = new MountSources(config, mounted).Require(request.Folder);
        rules.Check(real);
        KitConfig known = request.IsTemporary ? WithTemporary(request, agent, real) : config;
        MountSettings mount = FolderFinder.MountOf(known, real) ?? throw NotMounted(real);
        ProtectedFolder folder = FolderFinder.Find(known, real, null);
        rules.Check(folder.Source);
        new BackupPlacement(known, mounted).Check(folder.Source, mount.Backups ? folder.BackupFolder : null);
        MachineSettings machine = MachineOf(request, mount, agent);
        string inside = real == folder.Source ? "" : real[folder.Source.Length..];
        ImmutableArray<string> arguments = ArgumentMerge.Merge(request.WithoutDefaultArguments ? [] : agent.DefaultArguments, request.Arguments);
        AgentDefinition definition = definitions.Of(agent.Type);
        AgentLaunchPlan launch = AgentLaunchPlan.Of(definition, agent, arguments);
        var plan = new RunPlan(folder, mount, machine, launch.Applied(agent), mount.Target.TrimEnd('/') + inside, launch.Command, mount.Backups && !request.WithoutBackups, known)
        {
            WithoutFirstBackup = request.WithoutFirstBackup,
            Program = definition.IsInstalled ? definition.Program : "",
            Proxy = RunProxy.Of(request, agent, machine, config.Global),
        };
        plan.RequireAllowed(mounted, running, isSent: false);
        return plan;
    }

    /// <summary>Whether that run would be allowed, and all rules that have a say in it.</summary>
    /// <exception cref="KitException">UnknownName, FolderMissing.</exception>
    public PolicyExplanation Explain(RunRequest request)
    {
        AgentSettings agent = config.FindAgent(request.Agent) ?? throw UnknownAgent(config, request.Agent);
        string real = new MountSources(config, mounted).Require(request.Folder);
        string? name = request.Machine ?? FolderFinder.MountOf(config, real)?.Machine;
        MachineSettings? machine = name is null ? null : config.FindMachine(name) ?? throw MachineNames.Unknown(name, config);
        ImmutableArray<PolicyRule> all = machine is null ? [] : [.. new AgentPolicy(config, mounted, running).Explain(agent, machine, FolderFinder.Find(config, real, null).Source)];
        KitException? refusal = null;
        try
        {
            Plan(request);
        }
        catch (KitException error)
        {
            refusal = error;
        }

        return new PolicyExplanation(agent.Name, real, name, refusal, all);
    }

    private KitConfig WithTemporary(RunRequest request, AgentSettings agent, string folder)
    {
        string? machine = request.Machine ?? agent.Machines.FirstOrDefault() ?? config.DefaultMachine?.Name;
        return config with { Mounts = config.Mounts.Add(TemporaryFolder.MountOf(config, folder, machine ?? throw NotMounted(folder))) };
    }

    private MachineSettings MachineOf(RunRequest request, MountSettings mount, AgentSettings agent)
    {
        string name = request.Machine ?? mount.Machine;
        MachineSettings machine = config.FindMachine(name) ?? throw MachineNames.Unknown(name, config);
        bool bound = agent.Origins.IsSet("vm") || agent.Origins.IsSet("vms");
        if (!bound || agent.Machines.Contains(name))
            return machine;
        throw new KitException(
            ErrorCode.PolicyRefused,
            new Text($"the agent '{agent.Name}' is not meant for VM '{name}'", $"агент «{agent.Name}» не предназначен для ВМ «{name}»"),
            new Text($"the configuration gives it {string.Join(", ", agent.Machines)}", $"в настройках для него указано: {string.Join(", ", agent.Machines)}"),
            new Text("mount the folder in that VM, or add this one to the agent's vms", "подключите папку в той ВМ или добавьте эту в vms агента"));
    }

    public static KitException UnknownAgent(KitConfig config, string name)
    {
        string shown = Printable.Escape(name);
        string? nearest = NearestName.Find(name, config.Agents.Select(agent => agent.Name));
        string known = string.Join(", ", config.Agents.Select(agent => agent.Name));
        return new KitException(
            ErrorCode.UnknownName,
            new Text($"there is no agent '{shown}'", $"нет агента «{shown}»"),
            new Text($"the configuration has: {(known.Length > 0 ? known : "none")}", $"в настройках есть: {(known.Length > 0 ? known : "ни одного")}"),
            nearest is null
                ? new Text("add it to 'agents' in the configuration (agsekit config path)", "добавьте его в agents в настройках (agsekit config path)")
                : new Text($"did you mean '{nearest}'?", $"возможно, имелось в виду «{nearest}»?"));
    }

    private static KitException NotMounted(string folder) => new(
        ErrorCode.FolderRefused,
        new Text($"the folder {Printable.Escape(folder)} is not in the configuration", $"папки {Printable.Escape(folder)} нет в настройках"),
        new Text("an agent only gets folders that are listed under 'mounts'", "агент получает только те папки, что перечислены в mounts"),
        new Text(
            $"add it to the configuration (agsekit config path):\nmounts:\n  - source: {Printable.Escape(folder)}",
            $"добавьте её в настройки (agsekit config path):\nmounts:\n  - source: {Printable.Escape(folder)}"));
}
