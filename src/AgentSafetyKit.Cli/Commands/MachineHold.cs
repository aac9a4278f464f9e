using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Keeps a VM from being stopped as idle while a command works in it.</summary>
internal static class MachineHold
{
    /// <summary>For as long as the answer is held.</summary>
    public static Task<FileLock> TakeAsync(CommandContext context, string machine, CancellationToken cancellation) => KitName.IsValid(machine)
        ? context.Services.MachineUse.ShareAsync(machine, cancellation)
        : throw MachineNames.Unknown(machine, context.Services.ConfigIfAny());
}
