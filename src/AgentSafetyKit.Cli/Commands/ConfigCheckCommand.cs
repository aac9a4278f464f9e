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
            if (context.Json)
            {
                var record = new ConfigCheckRecord(file, result.Config is not null, [.. result.Problems.Select(problem => ConfigProblemRecord.Of(problem, context.Language))]);
                context.Terminal.Result(Json.Of(record, Json.Records.ConfigCheckRecord));
            }
            else
            {
                Show(context, file, result);
            }

            return Task.FromResult((int)(result.Config is null ? ExitCode.Config : ExitCode.Ok));
        },
    };

    private static void Show(CommandContext context, string file, ConfigReadResult result)
    {
        foreach (ConfigProblem problem in result.Problems)
            context.Terminal.Result(ConfigProblemText.Line(file, problem, context.Language));
        int errors = result.Errors.Count(), warnings = result.Warnings.Count();
        string shown = Printable.Escape(file);
        context.Terminal.Say(errors + warnings == 0
            ? new Text($"{shown} is right.", $"В {shown} ошибок нет.")
            : new Text($"{shown}: errors: {errors}, warnings: {warnings}.", $"{shown}: ошибок: {errors}, предупреждений: {warnings}."));
    }
}
