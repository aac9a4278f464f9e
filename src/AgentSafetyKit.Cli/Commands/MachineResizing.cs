using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The work of <c>resize-vm</c>: compare, name, change.</summary>
internal static class MachineResizing
{
    private static readonly string[] Resizable = ["cpu", "ram", "disk"];

    /// <summary>Whether all that differs is what <c>resize-vm</c> can change.</summary>
    public static bool CanBridge(MachineInfo machine, MachineSpec spec) =>
        machine.DifferencesFrom(spec).All(difference => Resizable.Contains(difference.Key)) && spec.Disk >= machine.Disk;

    public static async Task<int> RunAsync(CommandContext context, string name, ResizeWords words, CancellationToken cancellation)
    {
        MachineInfo found = await MachineWords.FindAsync(context, name, cancellation).ConfigureAwait(false);
        found = await context.Services.Machines.MeasureAsync(name, cancellation).ConfigureAwait(false) ?? found;
        if (found.State == MachineState.Broken)
            throw new KitException(ErrorCode.MachineFailed, new Text($"VM '{name}' can not be used", $"ВМ «{name}» нельзя воспользоваться"), found.Cause, Text.Verbatim("agsekit vms"));
        MachineSettings? settings = context.Services.ConfigIfAny()?.FindMachine(name);
        var now = new MachineSpec(name, found.Processors, found.Memory, found.Disk, found.Image, found.Network);
        MachineSpec wanted = words.Over(settings is null ? now : now with { Processors = settings.Cores, Memory = settings.Memory, Disk = settings.Disk }, context);
        IReadOnlyList<SpecDifference> changes = found.DifferencesFrom(wanted);
        if (changes.Count == 0)
        {
            context.Terminal.Result(new Text($"VM '{name}' has that size already.", $"У ВМ «{name}» уже такой размер."));
            return 0;
        }

        foreach (SpecDifference change in changes)
            context.Terminal.Say(Text.Verbatim($"  {change.Key}: {change.Actual} → {change.Wanted}"));
        if (context.Value(words.DryRun))
            return 0;
        await context.Services.Machines.ResizeAsync(wanted, cancellation).ConfigureAwait(false);
        context.Terminal.Result(new Text($"VM '{name}' is resized.", $"Размер ВМ «{name}» изменён."));
        if (settings is not null && !Agrees(settings, wanted))
            context.Terminal.Say(new Text("The configuration says otherwise; write it there too, or the next 'resize-vm' goes by it.", "В настройках указано иное; впишите и туда, иначе следующая resize-vm вернётся к ним."));
        return 0;
    }

    private static bool Agrees(MachineSettings settings, MachineSpec wanted) => settings.Cores == wanted.Processors && settings.Memory == wanted.Memory && settings.Disk == wanted.Disk;
}
