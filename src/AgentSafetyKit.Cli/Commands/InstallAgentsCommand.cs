using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class InstallAgentsCommand
{
    public static KitCommand Create() => Make(
        "install-agents",
        new Text("Install the agents of the configuration in their VMs", "Установить агентов из настроек в их ВМ"),
        new Text(
            "Agents are installed inside the VM, as its ordinary user. What is there already is left as it is; what was broken off is gone on with.\nVMs are made and started where needed, and worked on side by side.",
            "Агенты ставятся внутри ВМ, от имени её обычного пользователя. Что уже есть, не меняется; прерванное продолжается.\nВМ создаются и запускаются, если нужно; работа идёт во всех одновременно."),
        renew: false,
        new CommandExample("agsekit install-agents", new Text("all agents, in the VMs they are meant for", "всех агентов, в предназначенные им ВМ")),
        new CommandExample("agsekit install-agents codex --all-vms", new Text("one agent, in every VM", "одного агента во все ВМ")));

    /// <summary>Also for <c>update-agents</c>, which says the same words.</summary>
    public static KitCommand Make(string verb, Text help, Text details, bool renew, params CommandExample[] examples)
    {
        KitArgument<string?> agent = AgentWords.NameOrAll(), machine = MachineWords.NameOrNone();
        var allAgents = new KitOption<bool>("--all-agents", new Text("All agents of the configuration (default)", "Всех агентов из настроек (по умолчанию)"));
        var allMachines = new KitOption<bool>("--all-vms", new Text("In all VMs, not only in those an agent is meant for", "Во все ВМ, а не только в предназначенные агенту"));
        var proxychains = new KitOption<string?>("--proxychains", new Text("Lead the installation through this proxy (http, socks4, socks5)", "Вести установку через этот прокси (http, socks4, socks5)")) { HelpName = "URL" };
        return new KitCommand(verb, help)
        {
            Group = CommandGroup.Agents,
            Details = details,
            Examples = [.. examples],
            Work = (context, cancellation) =>
            {
                KitConfig config = context.Services.Config();
                if (context.Value(allAgents) && context.Value(agent) is not null)
                    throw EveryMachine.Both("AGENT", "--all-agents");
                if (context.Value(allMachines) && context.Value(machine) is not null)
                    throw EveryMachine.Both("VM", "--all-vms");
                IReadOnlyList<AgentSettings> agents = context.Value(agent) is { } name ? [AgentWords.Require(config, name)] : config.Agents;
                IReadOnlyList<MachineSettings>? machines = context.Value(allMachines) ? config.Machines : context.Value(machine) is { } one ? [MachineWords.SettingsOf(context, one)] : null;
                return new AgentInstallation(context, renew, ProxyOf(context.Value(proxychains))).RunAsync(config, agents, machines, cancellation);
            },
        }.With(agent, machine, allAgents, allMachines, proxychains);
    }

    private static ProxyAddress? ProxyOf(string? text) => string.IsNullOrEmpty(text) ? null : ProxyAddress.Parse(text) ?? throw new KitException(
        ErrorCode.Usage,
        new Text("--proxychains can not be used", "--proxychains не подходит"),
        new Text("it is not an address such as socks5://127.0.0.1:1080 (http, https, socks4 or socks5)", "это не адрес вида socks5://127.0.0.1:1080 (http, https, socks4 или socks5)"),
        new Text("give one, or leave the option out", "укажите такой адрес или уберите параметр"));
}
