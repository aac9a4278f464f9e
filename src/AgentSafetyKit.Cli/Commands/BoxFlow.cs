using AgentSafetyKit.Boxes;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The work of the commands about boxes.</summary>
internal static class BoxFlow
{
    /// <summary>Makes the box, or starts it. Its VM is made and started where it is not.</summary>
    public static async Task<(GuestBoxes Boxes, string Container, SshConnection Guest)> ReadyAsync(CommandContext context, string name, MachineSettings machine, BoxOptions options, CancellationToken cancellation)
    {
        BoxSettings usual = context.Services.ConfigIfAny()?.Boxes ?? BoxSettings.Default;
        BoxWish wish = options.Wish(context, name, machine.Name, usual);
        await context.Services.MachineSupply.ReadyAsync(machine, context.Terminal.Progress(), cancellation).ConfigureAwait(false);
        SshConnection guest = await context.Services.BoxMachines.ReadyAsync(machine, context.Terminal.Progress(), cancellation).ConfigureAwait(false);
        var boxes = new GuestBoxes(guest);
        context.Terminal.Settle();
        var names = new BoxNames(context.Services.Paths);
        // Before: also where its setup fails, or somebody gives it up, there is a box whose time ends.
        bool isNew = !names.Of(machine.Name).Contains(name) && names.Note(machine.Name, name, context.Services.Time.GetUtcNow() + wish.Lifetime);
        try
        {
            (string container, DateTimeOffset? end) = await boxes.ReadyAsync(wish, line => context.Terminal.Say(Text.Verbatim(Printable.Escape(line))), cancellation).ConfigureAwait(false);
            names.Note(machine.Name, name, end);
            return (boxes, container, guest);
        }
        catch (KitException error) when (isNew && error.Code is ErrorCode.Busy or ErrorCode.SourceUnreachable)
        {
            names.Forget(machine.Name, [name]);
            throw;
        }
    }

    /// <summary>The boxes of a VM that runs.</summary>
    public static async Task<GuestBoxes> OfAsync(CommandContext context, string? machine, CancellationToken cancellation)
    {
        string name = MachineWords.NameOf(context, machine);
        KitConfig? config = context.Services.ConfigIfAny();
        if (config?.FindMachine(name) is null && await context.Services.Machines.FindAsync(name, cancellation).ConfigureAwait(false) is null)
            throw MachineNames.Unknown(name, config);
        return new GuestBoxes(await context.Services.BoxMachines.ConnectAsync(name, cancellation).ConfigureAwait(false));
    }

    /// <summary>Names that are none are said to be none, with those there are.</summary>
    public static KitException Missing(IEnumerable<string> names, string machine)
    {
        string shown = string.Join(", ", names.Select(Printable.Escape));
        return new KitException(
            ErrorCode.UnknownName, new Text($"VM '{machine}' has no box {shown}", $"в ВМ «{machine}» нет песочницы {shown}"), new Text("there is none of this name", "такого имени нет"), Text.Verbatim("agsekit box ls"));
    }
}
