using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>What one section says about another: names that have to exist, settings that exclude each other, kinds this version can not run.</summary>
internal sealed class ReferenceCheck(KitConfig config, ConfigContext context, ConfigProblemList problems)
{
    private readonly HashSet<string> _machines = [.. config.Machines.Select(m => m.Name)];
    private readonly HashSet<string> _agents = [.. config.Agents.Select(a => a.Name), .. config.Agents.Select(a => a.Type), .. AgentTypes.Known];

    public void Run()
    {
        foreach (MachineSettings machine in config.Machines)
        {
            string path = $"vms.{Printable.Escape(machine.Name)}";
            CheckAllowed(machine.AllowedAgents, machine.Origins, path);
            // No error: a file may be written for a larger computer.
            if (context.HostMemory is { } most && machine.Memory.Bytes > most.Bytes)
            {
                problems.Warning(ConfigRule.OutOfRange, machine.Origins.At("ram"), path + ".ram", new Text(
                    $"{machine.Memory} is more than the {most} of memory this computer has: the VM will not start, or will stop everything else", $"{machine.Memory} — больше памяти этого компьютера ({most}): ВМ не запустится или остановит всё остальное"));
            }

            if (machine.Network == MachineNetwork.None && !machine.Install.IsEmpty)
            {
                problems.Error(ConfigRule.Conflict, machine.Origins.At("install"), path + ".install", new Text(
                    "needs the internet, and this VM has 'network: none'; remove one of them", "нужен интернет, а у этой ВМ «network: none»; уберите одно из двух"));
            }
        }

        foreach (MountSettings mount in config.Mounts)
            CheckMount(mount, $"mounts[{mount.Index}]");
        if (config.Boxes.Network == BoxNetwork.Filtered && config.Boxes.Allow.IsEmpty)
            problems.Error(ConfigRule.MissingKey, config.Boxes.Origins.At("network"), "boxes.allow", ProblemWords.NothingAllowed);
        foreach (AgentSettings agent in config.Agents)
            CheckAgent(agent, $"agents.{Printable.Escape(agent.Name)}");
    }

    private void CheckMount(MountSettings mount, string path)
    {
        if (config.Machines.IsEmpty)
        {
            problems.Error(ConfigRule.UnknownReference, mount.Origins.At("vm"), path, new Text("needs a VM, and there is none under vms", "нужна ВМ, а в разделе vms нет ни одной"));
        }
        else
        {
            CheckMachine(mount.Machine, mount.Origins.At("vm"), path + ".vm");
        }

        CheckAllowed(mount.AllowedAgents, mount.Origins, path);
        if (mount.Kind == MountKind.Native)
        {
            problems.Error(ConfigRule.NotSupportedYet, mount.Origins.At("type"), path + ".type", new Text(
                "native mounts (Multipass's own) are not supported yet; use guarded, which works with every engine",
                "монтирование native (средствами Multipass) пока не поддерживается; используйте guarded — оно работает с любым движком"));
        }
    }

    private void CheckAgent(AgentSettings agent, string path)
    {
        foreach (string machine in agent.Machines)
        {
            string key = agent.Origins.IsSet("vm") && machine == agent.Machines[0] ? "vm" : "vms";
            if (agent.Origins.IsSet(key))
                CheckMachine(machine, agent.Origins.At(key), $"{path}.{key}");
        }

        CheckCommand(agent, path);
        if (agent.Type == AgentTypes.Command && agent.OpenAi is not null)
        {
            problems.Error(ConfigRule.Conflict, agent.Origins.At("openai_api"), path + ".openai_api", new Text(
                "nobody knows how the type command is told; give it the variables under env and env_from", "для типа command неизвестно, как это передать; задайте переменные в env и env_from"));
        }

        foreach (string name in agent.EnvFrom.Keys.Where(agent.Env.ContainsKey))
        {
            problems.Error(ConfigRule.Conflict, agent.Origins.At("env_from"), $"{path}.env_from.{Printable.Escape(name)}", new Text(
                "is given under env as well; remove one of them", "задана и в env; уберите одно из двух"));
        }
    }

    private void CheckCommand(AgentSettings agent, string path)
    {
        bool runsCommand = agent.Type == AgentTypes.Command;
        if (runsCommand && !agent.Origins.IsSet("command"))
        {
            problems.Error(ConfigRule.MissingKey, agent.Origins.At("type"), path + ".command", new Text(
                "is required for the type command: what to run, such as [bash, -l]", "обязателен для типа command: что запускать, например [bash, -l]"));
        }
        else if (!runsCommand && agent.Type.Length > 0 && agent.Origins.IsSet("command"))
        {
            problems.Error(ConfigRule.Conflict, agent.Origins.At("command"), path + ".command", new Text(
                $"belongs to the type command, not to '{agent.Type}'", $"относится к типу command, а не к '{agent.Type}'"));
        }
    }

    private void CheckMachine(string name, SourcePosition position, string path)
    {
        if (name.Length == 0 || _machines.Contains(name))
            return;
        Report(name, _machines, position, path, new Text($"there is no VM {ProblemWords.Quoted(name)} under vms", $"в разделе vms нет ВМ {ProblemWords.Quoted(name)}"));
    }

    private void CheckAllowed(AllowedAgents? allowed, KeyOrigins origins, string path)
    {
        foreach (string name in (allowed?.Names ?? []).Where(n => !_agents.Contains(n)))
        {
            Report(name, _agents, origins.At("allowed_agents"), path + ".allowed_agents", new Text(
                $"{ProblemWords.Quoted(name)} is neither an agent under agents nor an agent type", $"{ProblemWords.Quoted(name)} — не агент из раздела agents и не тип агента"));
        }
    }

    private void Report(string name, IEnumerable<string> known, SourcePosition position, string path, Text message)
    {
        if (problems.CountsOnly())
            return;
        string? near = NearestName.Find(name, known);
        problems.Error(ConfigRule.UnknownReference, position, path, ProblemWords.WithSuggestion(message, near), near);
    }
}
