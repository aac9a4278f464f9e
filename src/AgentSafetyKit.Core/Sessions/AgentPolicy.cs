using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// Whether an agent may work on a folder in a VM: every configured mount that overlaps the folder must allow it, and so must every other folder that is mounted in the same VM now, because the agent reaches that one too.
/// What is mounted and no longer configured falls under the VM's own list. In doubt the answer is no.
/// </summary>
public sealed class AgentPolicy(KitConfig config, IReadOnlyList<MountRecord> mounted, IReadOnlyList<RunRecord> running)
{
    /// <exception cref="KitException"><see cref="ErrorCode.PolicyRefused"/>, naming the folder whose rule says no.</exception>
    /// <param name="agent">The agent.</param>
    /// <param name="machine">Where it is to work.</param>
    /// <param name="folder">On what.</param>
    /// <param name="isSent">What can be taken away for it has been: what is there now counts.</param>
    public void Check(AgentSettings agent, MachineSettings machine, string folder, bool isSent)
    {
        foreach (PolicyRule rule in Explain(agent, machine, folder, isSent))
            Require(rule, agent);
    }

    /// <summary>Every rule that has a say in whether an agent may work on a folder in a VM, with what it says.</summary>
    public IReadOnlyList<PolicyRule> Explain(AgentSettings agent, MachineSettings machine, string folder, bool isSent = false)
    {
        var rules = new List<PolicyRule>();
        var sources = new MountSources(config, mounted);
        IReadOnlyList<MountRecord> away = isSent ? [] : FoldersAway.For(config, agent, machine, folder, mounted, running);
        foreach (MountSettings mount in config.Mounts)
        {
            string source = sources.Of(mount);
            if (FolderFinder.IsAtOrBeneath(folder, source) || FolderFinder.IsAtOrBeneath(source, folder))
                rules.Add(RuleOf(source, new Text("overlaps the folder", "пересекается с этой папкой"), mount.AllowedAgents, machine, agent));
        }

        foreach (MountRecord other in mounted.Where(record => record.Machine == machine.Name && record.Source != folder))
        {
            PolicyRule rule = RuleOf(other, machine, agent);
            rules.Add(away.Contains(other) ? rule with { Why = new Text("is taken out of the VM while it works", "на время работы убирается из ВМ"), Allows = true } : rule);
        }

        return rules;
    }

    /// <summary>What a folder that is mounted in a VM says to an agent there.</summary>
    internal PolicyRule RuleOf(MountRecord mount, MachineSettings machine, AgentSettings agent)
    {
        var sources = new MountSources(config, mounted);
        MountSettings? known = config.Mounts.FirstOrDefault(one => sources.Of(one) == mount.Source);
        return RuleOf(mount.Source, new Text($"is mounted in VM '{machine.Name}' now", $"сейчас подключена в ВМ «{machine.Name}»"), known?.AllowedAgents, machine, agent);
    }

    private static PolicyRule RuleOf(string source, Text why, AllowedAgents? own, MachineSettings machine, AgentSettings agent) =>
        new(source, why, own is null ? $"vms.{machine.Name}" : "mounts", own ?? machine.AllowedAgents, (own ?? machine.AllowedAgents).Allows(agent));

    /// <summary>Whether a folder may come into a VM now: every agent at work there would reach it.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.PolicyRefused"/>, naming the run whose agent may not.</exception>
    public void CheckNewcomer(MountSettings mount, MachineSettings machine, string folder)
    {
        AllowedAgents allowed = mount.AllowedAgents ?? machine.AllowedAgents;
        foreach (RunRecord run in running.Where(run => run.Machine == machine.Name && run.Folder != folder))
        {
            if (allowed.IsAll || (config.FindAgent(run.Agent) is { } agent && allowed.Allows(agent)))
                continue;
            string shown = Printable.Escape(folder);
            throw new KitException(
                ErrorCode.PolicyRefused,
                new Text($"{shown} can not be given to VM '{machine.Name}' now", $"сейчас {shown} нельзя отдать ВМ «{machine.Name}»"),
                new Text($"the agent '{run.Agent}' works there (run {run.Id}) and this folder does not allow it (allowed_agents)", $"там работает агент «{run.Agent}» (запуск {run.Id}), а эта папка его не разрешает (allowed_agents)"),
                new Text("end that run first, or use another VM for this folder", "сначала завершите тот запуск или возьмите для этой папки другую ВМ"));
        }
    }

    private static void Require(PolicyRule rule, AgentSettings agent)
    {
        if (rule.Allows)
            return;
        string shown = Printable.Escape(rule.Folder);
        throw new KitException(
            ErrorCode.PolicyRefused,
            new Text($"the agent '{agent.Name}' may not work here", $"агенту «{agent.Name}» нельзя здесь работать"),
            new Text($"{shown} {rule.Why.English} and does not allow it (allowed_agents)", $"{shown} {rule.Why.Russian} и не разрешает его (allowed_agents)"),
            new Text("use another agent, or change allowed_agents in the configuration", "возьмите другого агента или измените allowed_agents в настройках"));
    }
}
