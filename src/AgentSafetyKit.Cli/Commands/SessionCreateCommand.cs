using System.CommandLine;
using System.Text.Json;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class SessionCreateCommand
{
    public static KitCommand Create()
    {
        var image = new KitOption<string?>("--image", new Text("default, or an image with its registry", "default или образ вместе с реестром")) { HelpName = "IMAGE" };
        var timeout = new KitOption<int?>("--timeout", new Text("Seconds after which it is removed", "Через сколько секунд удалить")) { HelpName = "SECONDS" };
        var memory = new KitOption<string?>("--memory", new Text("RAM of all its processes, such as 256M", "Память всех его процессов, например 256M")) { HelpName = "SIZE" };
        var cores = new KitOption<int?>("--cpus", new Text("Processor cores", "Сколько ядер процессора")) { HelpName = "N" };
        var processes = new KitOption<int?>("--pids", new Text("Processes at a time", "Сколько процессов сразу")) { HelpName = "N" };
        var network = new KitOption<string?>("--network", new Text("none, filtered or open", "none, filtered или open")) { HelpName = "NETWORK" };
        var agent = new KitOption<string?>("--agent", new Text("Whom its executions are for: text-analysis, command, …", "Для кого его выполнения: text-analysis, command, …")) { HelpName = "AGENT" };
        network.CompletionSources.Add("none", "filtered", "open");
        image.CompletionSources.Add("default");
        agent.CompletionSources.Add(_ => AgentTypes.Known);
        return new KitCommand("create", new Text("Make a session, and print its id", "Создать сеанс и показать его идентификатор"))
        {
            Group = CommandGroup.Boxes,
            Reports = true,
            Details = new Text("What is not given is as the section 'boxes' of the configuration says.", "Что не указано, берётся из раздела boxes настроек."),
            Examples =
            [
                new CommandExample("agsekit session create", new Text("gone after five minutes", "исчезнет через пять минут")),
                new CommandExample("agsekit session create --timeout 60 --memory 256M --agent text-analysis --json", new Text("for programs", "для программ")),
            ],
            Work = async (context, cancellation) =>
            {
                long? bytes = BoxWords.Value<ByteSize>(context.Value(memory), default, "--memory", SettingValues.BoxMemory, SessionWishes.Help("create")) is { Bytes: > 0 } size ? size.Bytes : null;
                var wish = new SessionRequest(context.Value(image), context.Value(timeout), new SessionLimitsRequest(bytes, context.Value(cores), context.Value(processes)), context.Value(network), context.Value(agent));
                byte[] body = JsonSerializer.SerializeToUtf8Bytes(wish, ContractRecords.Default.SessionRequest);
                SessionRecord session = await SessionWishes.AskAsync(context, "create", "/v1/sessions", body, ContractRecords.Default.SessionRecord, cancellation).ConfigureAwait(false);
                context.Terminal.Result(context.Json ? Json.Of(session, Json.Contracts.SessionRecord) : Printable.Escape(session.Id));
                return 0;
            },
        }.With(image, timeout, memory, cores, processes, network, agent);
    }
}
