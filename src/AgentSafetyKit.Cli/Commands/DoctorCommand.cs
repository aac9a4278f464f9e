using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Diagnostics.Health;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class DoctorCommand
{
    public static KitCommand Create()
    {
        var fix = new KitOption<bool>("--fix", new Text("Put right what can be without losing anything", "Исправить всё, что можно без потерь"));
        return new KitCommand("doctor", new Text("Look for every known trouble, and say how to put it right", "Проверить всё, что бывает не так, и сказать, как исправить"))
        {
            Group = CommandGroup.Service,
            Reports = true,
            OwnCodes =
            [
                ("0", new Text("all is well", "всё в порядке")),
                ("1", new Text("there are warnings", "есть предупреждения")),
                ("2", new Text("something does not work or is not protected; or wrong words on the command line", "что-то не работает или не защищено; или ошибка в командной строке")),
                ("7", Text.None),
                ("8", Text.None),
                ("1, 130", Text.None),
                ("130", new Text("interrupted", "прервано")),
            ],
            Details = new Text(
                "Nothing is changed without --fix, and with it nothing that could lose something: modes are closed, dead records cleared, the daemon started.",
                "Без --fix ничего не меняется, а с ним — ничего такого, что можно потерять: закрываются права, убираются мёртвые записи, запускается служба."),
            Examples =
            [
                new CommandExample("agsekit doctor", new Text("look", "проверить")),
                new CommandExample("agsekit doctor --fix", new Text("look and repair", "проверить и исправить")),
                new CommandExample("agsekit doctor --json", new Text("for programs", "для программ")),
            ],
            Work = (context, cancellation) => RunAsync(context, context.Value(fix), cancellation),
        }.With(fix);
    }

    private static async Task<int> RunAsync(CommandContext context, bool fixes, CancellationToken cancellation)
    {
        Doctor doctor = DoctorLook.Of(context);
        context.Terminal.Progress().Report(new WorkProgress(new Text("looking", "проверяю")));
        IReadOnlyList<HealthRow> rows = await doctor.LookAsync(cancellation).ConfigureAwait(false);
        if (fixes)
            rows = await doctor.RepairAsync(rows, context.Terminal.CurrentProgress(), cancellation).ConfigureAwait(false);
        HealthLevel worst = rows.Max(row => row.Finding.Level);
        if (context.Json)
            context.Terminal.Result(Json.Of(HealthRecord.Of(rows, context.Language), Json.Contracts.HealthRecord));
        else
            DoctorView.Show(context.Terminal, rows, fixes);
        return (int)worst;
    }
}
