using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Diagnostics;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The program by its bare name, at a terminal: how things are, and the three commands most likely wanted next.</summary>
internal static class OverviewFlow
{
    private const int MostProblems = 5;
    private const int MostLooked = 100;
    private static readonly TimeSpan Lately = TimeSpan.FromDays(1);

    public static async Task<int> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        StatusReport report = await StatusLook.AtAsync(context, cancellation).ConfigureAwait(false);
        bool isNew = !File.Exists(context.Services.ConfigFile);
        OverviewView.Show(context.Terminal, report, isNew, MostProblems, context.Services.Time.LocalTimeZone, [.. Next(context.Services, report, isNew).Take(2), AllCommands]);
        return (int)(report.Healthy ? ExitCode.Ok : ExitCode.Warnings);
    }

    private static (string Command, Text Why) AllCommands => ("agsekit --help", new Text("all commands", "все команды"));

    private static IEnumerable<(string Command, Text Why)> Next(KitServices services, StatusReport report, bool isNew)
    {
        (string, Text) doctor = ("agsekit doctor", new Text("what is not right, and how to put it right", "что не так и как это исправить"));
        if (isNew)
        {
            yield return ("agsekit run claude", new Text("in a project's folder: asks, then sets up all it needs", "в папке проекта: спросит и настроит всё нужное"));
            yield return doctor;
            yield break;
        }

        if (!report.Healthy)
            yield return doctor;
        if (report.Agents.FirstOrDefault(agent => agent.Detached) is { } atWork)
            yield return ($"agsekit attach {atWork.Name ?? atWork.Id}", new Text($"look at '{atWork.Agent}' at work", $"посмотреть, как работает «{atWork.Agent}»"));
        if (services.Runs.Ended(MostLooked).Where(run => run.EndedAt > services.Time.GetUtcNow() - Lately).MaxBy(run => run.EndedAt) is { } last)
        {
            yield return ($"agsekit review {last.Id}", new Text($"what '{last.Agent}' changed", $"что изменил «{last.Agent}»"));
            yield return ($"agsekit undo {last.Id}", new Text("put the folder back as it was before", "вернуть папку как было"));
        }

        if (AgentOf(services) is { } agent)
            yield return ($"agsekit run {agent}", new Text("in one of your folders", "в одной из ваших папок"));
        yield return ("agsekit status", new Text("everything on one screen", "всё на одном экране"));
        yield return ("agsekit backups", new Text("the snapshots of the folder you are in", "снимки текущей папки"));
    }

    private static string? AgentOf(KitServices services)
    {
        try
        {
            return services.ConfigIfAny() is { Agents: [AgentSettings first, ..] } ? first.Name : null;
        }
        catch (KitException)
        {
            // What is wrong with it is among the problems.
            return null;
        }
    }
}
