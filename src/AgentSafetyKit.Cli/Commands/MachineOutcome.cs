using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Says what became of a VM that was to be made.</summary>
internal static class MachineOutcome
{
    public static void Show(CommandContext context, MachineSpec spec, (MachineInfo Machine, bool IsNew) outcome)
    {
        MachineInfo made = outcome.Machine;
        if (!outcome.IsNew)
        {
            Compare(context, made, spec);
            return;
        }

        context.Terminal.Result(made.State == MachineState.Running
            ? new Text($"VM '{spec.Name}' is made, and runs.", $"ВМ «{spec.Name}» создана и работает.")
            : new Text($"VM '{spec.Name}' is made. Start it: agsekit start-vm {spec.Name}", $"ВМ «{spec.Name}» создана. Запустить: agsekit start-vm {spec.Name}"));
        WarnOfReach(context, made);
    }

    public static void ShowAdopted(CommandContext context, MachineInfo adopted, MachineSpec spec)
    {
        context.Terminal.Result(new Text($"VM '{adopted.Name}' is agsekit's now, and runs.", $"ВМ «{adopted.Name}» теперь под управлением agsekit и работает."));
        Compare(context, adopted, spec);
        WarnOfReach(context, adopted);
    }

    /// <summary>Before an agent works in it, made already or not: what it will reach besides its folder.</summary>
    public static async Task WarnOfReachAsync(CommandContext context, MachineSettings settings, CancellationToken cancellation)
    {
        MachineEngines engines = context.Services.Machines;
        bool reaches = await engines.FindAsync(settings.Name, cancellation).ConfigureAwait(false) is { } found
            ? found.ReachesHost
            : (await engines.ChooseAsync(MachineSpecs.Of(settings), cancellation).ConfigureAwait(false)).UsesMultipass;
        if (reaches)
            context.Terminal.Warn(Reach);
    }

    private static Text Reach { get; } = new(
        "with Multipass a guest may reach services of this computer and of your network; 'provider: qemu' keeps them out of reach",
        "в Multipass гость может обращаться к службам этого компьютера и вашей сети; «provider: qemu» закрывает к ним доступ");

    private static void WarnOfReach(CommandContext context, MachineInfo machine)
    {
        if (machine.ReachesHost)
            context.Terminal.Warn(Reach);
    }

    private static void Compare(CommandContext context, MachineInfo found, MachineSpec spec)
    {
        if (found.State == MachineState.Broken)
            context.Terminal.Warn(found.Cause);
        IReadOnlyList<SpecDifference> differences = found.DifferencesFrom(spec);
        context.Terminal.Result(differences.Count == 0
            ? new Text($"VM '{spec.Name}' exists and is as configured.", $"ВМ «{spec.Name}» уже есть и соответствует настройкам.")
            : new Text($"VM '{spec.Name}' exists, but not as configured:", $"ВМ «{spec.Name}» уже есть, но отличается от настроек:"));
        foreach (SpecDifference difference in differences)
        {
            context.Terminal.Result(new Text(
                $"  {difference.Key}: configured {difference.Wanted}, the VM has {difference.Actual}", $"  {difference.Key}: в настройках {difference.Wanted}, у ВМ {difference.Actual}"));
        }

        if (differences.Count > 0 && found.State != MachineState.Broken && MachineResizing.CanBridge(found, spec))
            context.Terminal.Say(new Text($"To apply that to it, stopped: agsekit resize-vm {spec.Name}", $"Применить это к ней, остановленной: agsekit resize-vm {spec.Name}"));
        else if (differences.Count > 0)
            context.Terminal.Say(new Text($"To make it anew (its disk is lost): agsekit destroy-vm {spec.Name} && agsekit create-vm {spec.Name}", $"Создать заново (её диск будет потерян): agsekit destroy-vm {spec.Name} && agsekit create-vm {spec.Name}"));
    }
}
