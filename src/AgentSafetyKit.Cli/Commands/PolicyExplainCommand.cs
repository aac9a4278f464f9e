using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

internal static class PolicyExplainCommand
{
    public static KitCommand Create()
    {
        var agent = new KitArgument<string>("AGENT", new Text("The agent's name in the configuration", "Имя агента из настроек"));
        var folder = new KitArgument<string?>("FOLDER", new Text("The folder (default: the one you are in)", "Папка (по умолчанию — текущая)")) { Arity = ArgumentArity.ZeroOrOne };
        var machine = new KitOption<string?>("--vm", new Text("In this VM (default: the folder's)", "В этой ВМ (по умолчанию — ВМ папки)")) { HelpName = "VM" };
        agent.CompletionSources.Add(_ => LiveNames.Agents(KitServices.OfProcess()));
        machine.CompletionSources.Add(_ => LiveNames.Machines(KitServices.OfProcess()));
        return new KitCommand("explain", new Text("Say whether an agent may work on a folder now, and which rules say so", "Сказать, можно ли агенту сейчас работать с папкой и какие правила это решают"))
        {
            Reports = true,
            Examples =
            [
                new CommandExample("agsekit policy explain claude", new Text("in the folder you are in", "в текущей папке")),
                new CommandExample("agsekit policy explain codex ~/project --json", new Text("elsewhere, for programs", "в другой, для программ")),
            ],
            Work = (context, _) =>
            {
                KitConfig config = context.Services.Config();
                string name = context.Value(agent)!, place = context.FullPath(context.Value(folder) ?? ".");
                PolicyExplanation explained = new RunPlanner(config, context.Services.AgentDefinitions, context.Services.FolderRules, context.Services.Mounts.All(), context.Services.Runs.Live())
                    .Explain(new RunRequest(name, [], place) { Machine = context.Value(machine) });
                if (context.Json)
                    context.Terminal.Result(Json.Of(RecordOf(explained, context.Language), Json.Records.PolicyExplanationRecord));
                else
                    Show(context, explained);
                return Task.FromResult(explained.Refusal is null ? 0 : (int)ExitCode.Config);
            },
        }.With(agent, folder, machine);
    }

    private static PolicyExplanationRecord RecordOf(PolicyExplanation explained, Language language) => new(
        explained.Agent, explained.Folder, explained.Machine, explained.Refusal is null, explained.Refusal?.Cause.In(language), [.. explained.Rules.Select(PolicyRuleRecord.Of)]);

    private static void Show(CommandContext context, PolicyExplanation explained)
    {
        string folder = Printable.Escape(explained.Folder);
        context.Terminal.Result(explained.Refusal is { } refusal
            ? new Text($"No: '{explained.Agent}' may not work on {folder}: {refusal.Cause.English}.", $"Нет: «{explained.Agent}» не может работать с {folder}: {refusal.Cause.Russian}.")
            : new Text($"Yes: '{explained.Agent}' may work on {folder} in VM '{explained.Machine}'.", $"Да: «{explained.Agent}» может работать с {folder} в ВМ «{explained.Machine}»."));
        foreach (PolicyRule rule in explained.Rules)
        {
            string list = rule.Allowed.Names is { } names ? $"[{string.Join(", ", names)}]" : "";
            Text allowed = list.Length > 0 ? Text.Verbatim(list) : new Text("all agents", "все агенты");
            context.Terminal.Result(new Text(
                $"  {(rule.Allows ? '+' : '-')} {Printable.Escape(rule.Folder)} {rule.Why.English}; allowed_agents of {rule.From}: {allowed.English}",
                $"  {(rule.Allows ? '+' : '-')} {Printable.Escape(rule.Folder)} {rule.Why.Russian}; allowed_agents из {rule.From}: {allowed.Russian}"));
        }
    }
}
