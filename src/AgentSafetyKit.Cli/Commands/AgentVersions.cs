using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>A VM has one version of each type of agents.</summary>
internal static class AgentVersions
{
    /// <exception cref="KitException"><see cref="ErrorCode.ConfigInvalid"/>: two agents of one type want different ones.</exception>
    public static void RequireOne(IReadOnlyList<AgentSettings> agents, AgentSettings agent, MachineSettings machine)
    {
        if (agents.FirstOrDefault(other => other.Type == agent.Type && other.Version != agent.Version) is not { } other)
            return;
        throw new KitException(
            ErrorCode.ConfigInvalid,
            new Text($"the agent '{agent.Name}' is not installed in VM '{machine.Name}'", $"агент «{agent.Name}» не установлен в ВМ «{machine.Name}»"),
            new Text($"'{other.Name}' of the same type is given another version there", $"для «{other.Name}» того же типа там указана другая версия"),
            new Text("give both the same 'version', or a VM each", "укажите обоим одну version или разные ВМ"));
    }
}
