using System.Globalization;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>What the commands about kept states of VMs have in common.</summary>
internal static class SnapshotFlow
{
    public static async Task<MachineSnapshot> RequireAsync(CommandContext context, string machine, string name, CancellationToken cancellation) =>
        SnapshotNames.Require(machine, name, await context.Services.Machines.ListSnapshotsAsync(machine, cancellation).ConfigureAwait(false));

    public static Text Loss(CommandContext context, MachineInfo machine, MachineSnapshot snapshot)
    {
        string when = snapshot.Created is { } created ? TimeZoneInfo.ConvertTime(created, context.Services.Time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "?";
        Text runs = machine.State == MachineState.Stopped ? Text.None : new Text(" It runs now and is switched off at once.", " Сейчас она работает и будет сразу выключена.");
        return new Text(
            $"VM '{machine.Name}' goes back to '{snapshot.Name}' of {when}: what its disk has got since then is lost.{runs.English} Your folders and their snapshots are not on it.",
            $"ВМ «{machine.Name}» вернётся к «{snapshot.Name}» от {when}: всё, что появилось на её диске с тех пор, будет потеряно.{runs.Russian} Ваших папок и их снимков на нём нет.");
    }

    public static async Task AskAsync(CommandContext context, Text question, bool yes, CancellationToken cancellation)
    {
        var nothingDone = new Text("nothing was changed", "ничего не изменено");
        if (!yes && !await context.Terminal.AskAsync(question, nothingDone, CommonOptions.HowToAgree, cancellation).ConfigureAwait(false))
            throw new KitException(ErrorCode.Cancelled, nothingDone, new Text("you said no", "вы ответили «нет»"), Text.None);
    }
}
