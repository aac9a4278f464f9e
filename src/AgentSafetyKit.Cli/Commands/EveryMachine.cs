using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Where a command is told that all VMs are meant.</summary>
internal static class EveryMachine
{
    public static Text NoneThere { get; } = new("There are no VMs.", "ВМ нет.");

    public static KitOption<bool> Option() => new("--all-vms", new Text("All VMs", "Все ВМ"));

    /// <summary>Whether all are meant, rather than one.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.Usage"/>: both were given.</exception>
    public static bool IsMeant(CommandContext context, KitArgument<string?> name, KitOption<bool> all)
    {
        if (!context.Value(all) || context.Value(name) is null)
            return context.Value(all);
        throw Both("VM", all.Name);
    }

    public static KitException Both(string one, string other) => new(
        ErrorCode.Usage,
        new Text($"{one} and {other} exclude each other", $"{one} и {other} исключают друг друга"),
        new Text("both were given", "указаны оба"),
        new Text("leave one of them out", "уберите одно из двух"));

    /// <summary>Those of the configuration, made or not, then the others that were made.</summary>
    public static async Task<string[]> NamesAsync(KitServices services, CancellationToken cancellation)
    {
        IReadOnlyList<MachineInfo> made = await services.Machines.ListAsync(cancellation).ConfigureAwait(false);
        return [.. (services.ConfigIfAny()?.Machines ?? []).Select(machine => machine.Name).Union(made.Select(machine => machine.Name))];
    }

    /// <summary>Gets them running, side by side: one that fails does not keep the others from it. Answers the exit code, that of the first one that failed.</summary>
    public static async Task<int> BringUpAsync(CommandContext context, string[] names, Func<string, IProgress<WorkProgress>, Task<MachineInfo>> work, CancellationToken cancellation)
    {
        if (names.Length == 0)
            context.Terminal.Result(NoneThere);
        KitConfig? config = context.Services.ConfigIfAny();
        return await SideBySide.RunAsync(
            context,
            names,
            name => name,
            async (name, progress) =>
            {
                await context.Services.MachineOrders.RequireAsync(name, config, cancellation).ConfigureAwait(false);
                return await work(name, progress).ConfigureAwait(false);
            },
            (_, running) => MachineWords.ShowRunning(context, running)).ConfigureAwait(false);
    }
}
