using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

internal static class ReviewCommand
{
    public static KitCommand Create()
    {
        KitArgument<string?> run = RunWords.Run();
        return new KitCommand("review", new Text("Show what a run of an agent changed", "Показать, что изменил агент за запуск"))
        {
            Group = CommandGroup.Agents,
            Reports = true,
            Examples =
            [
                new CommandExample("agsekit review", new Text("the last run in the folder you are in", "последний запуск в текущей папке")),
                new CommandExample("agsekit review 20260101-120000-1a2b --json", new Text("another one, for programs", "другой, для программ")),
            ],
            Work = (context, cancellation) =>
            {
                RunRecord record = RunWords.Find(context, context.Value(run));
                ReviewReport review = context.Services.RunReviews.Of(record, cancellation);
                if (context.Json)
                    context.Terminal.Result(Json.Of(ReviewRecord.Of(review, context.Language), Json.Contracts.ReviewRecord));
                else
                    ReviewPrinter.Show(review, context.Terminal, isResult: true, RunWords.NameOf(context, record));
                return Task.FromResult(0);
            },
        }.With(run);
    }
}
