using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Configuration.Effective;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class ConfigCheckCommand
{
    public static KitCommand Create() => new("check", new Text("Find everything that is wrong with the configuration at once", "Найти сразу все ошибки в настройках"))
    {
        Group = CommandGroup.Setup,
        Reports = true,
        Examples =
        [
            new CommandExample("agsekit config check", new Text("the one in use", "те, что используются")),
            new CommandExample("agsekit config check --config other.yaml --json", new Text("another file, for programs", "другой файл, для программ")),
        ],
        Work = (context, _) =>
        {
            string file = context.Services.ConfigFile;
            ConfigReadResult result = ConfigFileLoader.Load(file, context.Services.ConfigContext);
            IReadOnlyList<KitException> ofAgents = context.Services.AgentDefinitions.Check(result.Config);
            bool right = result.Config is not null && ofAgents.Count == 0;
            if (context.Json)
            {
                var record = new ConfigCheckRecord(file, right, [.. result.Problems.Select(problem => ConfigProblemRecord.Of(problem, context.Language))], [.. ofAgents.Select(error => error.Cause.In(context.Language))]);
                context.Terminal.Result(Json.Of(record, Json.Records.ConfigCheckRecord));
            }
            else
            {
                Show(context, file, result, ofAgents);
            }

            return Task.FromResult((int)(right ? ExitCode.Ok : ExitCode.Config));
        },
    };

    private static void Show(CommandContext context, string file, ConfigReadResult result, IReadOnlyList<KitException> ofAgents)
    {
        foreach (ConfigProblem problem in result.Problems)
            context.Terminal.Result(ConfigProblemText.Line(file, problem, context.Language));
        foreach (KitException error in ofAgents)
            context.Terminal.Result(new Text($"{error.What.English}:\n{error.Cause.English}", $"{error.What.Russian}:\n{error.Cause.Russian}"));
        int errors = result.Errors.Count() + ofAgents.Count, warnings = result.Warnings.Count();
        string shown = Printable.Escape(file);
        context.Terminal.Say(errors + warnings == 0
            ? new Text($"{shown} is right.", $"В {shown} ошибок нет.")
            : new Text($"{shown}: errors: {errors}, warnings: {warnings}.", $"{shown}: ошибок: {errors}, предупреждений: {warnings}."));
    }
}
