using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The words by which commands about VMs are told which one is meant.</summary>
internal static class MachineWords
{
    public static KitArgument<string> Name() => Completed(new KitArgument<string>("VM", new Text("The VM's name", "Имя ВМ")));

    public static KitArgument<string?> NameOrDefault() =>
        Completed(new KitArgument<string?>("VM", new Text("The VM's name (default: the first one of the configuration)", "Имя ВМ (по умолчанию — первая в настройках)")) { Arity = ArgumentArity.ZeroOrOne });

    public static KitArgument<string?> NameOrNone() => Completed(new KitArgument<string?>("VM", new Text("The VM's name", "Имя ВМ")) { Arity = ArgumentArity.ZeroOrOne });

    public static KitArgument<string> Snapshot()
    {
        var snapshot = new KitArgument<string>("NAME", new Text("The snapshot's name", "Имя снимка"));
        snapshot.CompletionSources.Add(_ => LiveNames.MachineSnapshots(KitServices.OfProcess()));
        return snapshot;
    }

    /// <summary>The name given, else that of the first VM of the configuration.</summary>
    public static string NameOf(CommandContext context, string? given) =>
        given ?? context.Services.Config().DefaultMachine?.Name ?? throw MachineNames.Unknown("", null);

    /// <summary>What the configuration says of a VM.</summary>
    public static MachineSettings SettingsOf(CommandContext context, string? given)
    {
        KitConfig config = context.Services.Config();
        string name = given ?? config.DefaultMachine?.Name ?? "";
        return config.FindMachine(name) ?? throw MachineNames.Unknown(name, config);
    }

    /// <summary>A VM that was made, configured or not.</summary>
    public static Task<MachineInfo> FindAsync(CommandContext context, string name, CancellationToken cancellation) =>
        context.Services.MachineOrders.RequireAsync(name, context.Services.ConfigIfAny(), cancellation);

    /// <summary>A connection to a VM that runs.</summary>
    public static async Task<SshConnection> ConnectAsync(CommandContext context, string name, CancellationToken cancellation)
    {
        MachineInfo machine = await FindAsync(context, name, cancellation).ConfigureAwait(false);
        if (machine.State is not (MachineState.Stopped or MachineState.Suspended))
            return await context.Services.Machines.ConnectAsync(name, cancellation).ConfigureAwait(false);
        throw new KitException(
            ErrorCode.MachineNotRunning,
            new Text($"VM '{name}' is not running", $"ВМ «{name}» не запущена"),
            machine.State == MachineState.Suspended ? new Text("it is suspended", "она приостановлена") : new Text("it is stopped", "она остановлена"),
            Text.Verbatim($"agsekit start-vm {name}"));
    }

    public static void ShowRunning(CommandContext context, MachineInfo started)
    {
        context.Terminal.Result(new Text($"VM '{started.Name}' is running.", $"ВМ «{started.Name}» работает."));
        if (started.Accelerator == Accelerator.Tcg)
            context.Terminal.Warn(new Text("it is emulated (no usable KVM here), so it is slow", "она эмулируется (KVM здесь не работает) и потому медленная"));
    }

    private static T Completed<T>(T argument)
        where T : Argument
    {
        argument.CompletionSources.Add(_ => LiveNames.Machines(KitServices.OfProcess()));
        return argument;
    }
}
