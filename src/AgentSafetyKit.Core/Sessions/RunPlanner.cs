using System.Collections.Immutable;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>Decides what a run means: which mount, which VM, whether the agent may. Touches nothing.</summary>
/// <param name="config">The configuration.</param>
/// <param name="rules">Folders that are never given away.</param>
/// <param name="mounted">What is mounted now: another folder in the same VM is within the agent's reach.</param>
/// <param name="running">Runs at work now: their agents would reach this folder too.</param>
public sealed class RunPlanner(KitConfig config, FolderRules rules, IReadOnlyList<MountRecord> mounted, IReadOnlyList<RunRecord> running)
{
    /// <exception cref="KitException">UnknownName, FolderMissing, FolderRefused, PolicyRefused.</exception>
    public RunPlan Plan(RunRequest request)
    {
        AgentSettings agent = config.FindAgent(request.Agent) ?? throw UnknownAgent(request.Agent);
        if (agent.Command.IsEmpty)
            throw NotYet(agent);
        string real = FolderFinder.RequireReal(request.Folder);
        rules.Check(real);
        MountSettings mount = FolderFinder.MountOf(config, real) ?? throw NotMounted(real);
        ProtectedFolder folder = FolderFinder.Find(config, real, null);
        rules.Check(folder.Source);
        new BackupPlacement(config, mounted).Check(folder.Source, mount.Backups ? folder.BackupFolder : null);
        MachineSettings machine = MachineOf(request, mount, agent);
        string inside = real == folder.Source ? "" : real[folder.Source.Length..];
        ImmutableArray<string> arguments = ArgumentMerge.Merge(request.WithoutDefaultArguments ? [] : agent.DefaultArguments, request.Arguments);
        var plan = new RunPlan(folder, mount, machine, agent, mount.Target.TrimEnd('/') + inside, [.. agent.Command, .. arguments], mount.Backups && !request.WithoutBackups, config)
        {
            Proxy = RunProxy.Of(request, agent, machine, config.Global),
        };
        plan.RequireAllowed(mounted, running);
        return plan;
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

    private KitException UnknownAgent(string name)
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

    private static KitException NotYet(AgentSettings agent) => new(
        ErrorCode.PolicyRefused,
        new Text($"the agent '{agent.Name}' can not be run", $"агента «{agent.Name}» нельзя запустить"),
        new Text($"this version runs agents of the type 'command'; this one is of the type '{agent.Type}'", $"эта версия запускает агентов типа command, а этот — типа {agent.Type}"),
        new Text("give it 'type: command' and the command that starts it", "укажите для него type: command и команду запуска"));

    private static KitException NotMounted(string folder) => new(
        ErrorCode.FolderRefused,
        new Text($"the folder {Printable.Escape(folder)} is not in the configuration", $"папки {Printable.Escape(folder)} нет в настройках"),
        new Text("an agent only gets folders that are listed under 'mounts'", "агент получает только те папки, что перечислены в mounts"),
        new Text(
            $"add it to the configuration (agsekit config path):\nmounts:\n  - source: {Printable.Escape(folder)}",
            $"добавьте её в настройки (agsekit config path):\nmounts:\n  - source: {Printable.Escape(folder)}"));
}
