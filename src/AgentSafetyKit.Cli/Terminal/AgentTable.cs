using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary><c>agents</c> for people.</summary>
internal static class AgentTable
{
    public static Table Of(IEnumerable<AgentRecord> agents, Language language)
    {
        var table = new Table(
            new Text("AGENT", "АГЕНТ").In(language), new Text("TYPE", "ТИП").In(language), new Text("VM", "ВМ").In(language), new Text("INSTALLED", "УСТАНОВЛЕН").In(language), new Text("WANTED", "НУЖЕН").In(language));
        foreach (AgentRecord agent in agents)
            table.Add(agent.Name, agent.Type, agent.Vm, Installed(agent).In(language), agent.Pinned ?? "");
        return table;
    }

    private static Text Installed(AgentRecord agent) => agent.State switch
    {
        "installed" => Text.Verbatim(agent.Version ?? "?"),
        "missing" => new Text("no: agsekit install-agents", "нет: agsekit install-agents"),
        "notNeeded" => new Text("not needed", "не требуется"),
        "broken" => new Text("its type's definition is wrong", "в определении типа ошибки"),
        _ => new Text("unknown: the VM is off", "неизвестно: ВМ выключена"),
    };
}
