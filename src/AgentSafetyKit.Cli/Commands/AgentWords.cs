using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The words by which commands name agents, and say what became of them.</summary>
internal static class AgentWords
{
    public static KitArgument<string?> NameOrAll()
    {
        var name = new KitArgument<string?>("AGENT", new Text("The agent's name in the configuration (default: all)", "Имя агента из настроек (по умолчанию — все)")) { Arity = ArgumentArity.ZeroOrOne };
        name.CompletionSources.Add(_ => LiveNames.Agents(KitServices.OfProcess()));
        return name;
    }

    /// <exception cref="KitException"><see cref="ErrorCode.UnknownName"/>.</exception>
    public static AgentSettings Require(KitConfig config, string name) => config.FindAgent(name) ?? throw RunPlanner.UnknownAgent(config, name);

    public static Text Outcome(AgentSettings agent, InstalledAgent installed, string machine) => installed.WasThere
        ? new Text($"{agent.Name} is already there in VM '{machine}': {installed.Version}", $"{agent.Name} уже есть в ВМ «{machine}»: {installed.Version}")
        : new Text($"{agent.Name} is installed in VM '{machine}': {installed.Version}", $"{agent.Name} установлен в ВМ «{machine}»: {installed.Version}");
}
