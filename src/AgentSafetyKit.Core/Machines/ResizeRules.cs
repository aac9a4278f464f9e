using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines;

/// <summary>What every engine refuses when a machine is to get another size, in the same words.</summary>
internal static class ResizeRules
{
    public static KitException NotStopped(string name) => new(
        ErrorCode.MachineFailed,
        NotResized(name),
        new Text("that can be done only while it is stopped", "это можно сделать, только пока она остановлена"),
        Text.Verbatim($"agsekit stop-vm {name}"));

    /// <exception cref="KitException"><see cref="ErrorCode.MachineFailed"/>: the disk would shrink.</exception>
    public static void RequireGrowth(string name, ByteSize has, ByteSize wanted)
    {
        if (wanted >= has)
            return;
        throw new KitException(
            ErrorCode.MachineFailed,
            NotResized(name),
            new Text($"a disk can only grow; it has {has.ToConfig()}, not {wanted.ToConfig()}", $"диск может только расти; сейчас {has.ToConfig()}, а не {wanted.ToConfig()}"),
            new Text($"write 'disk: {has.ToConfig()}' or more", $"напишите «disk: {has.ToConfig()}» или больше"));
    }

    private static Text NotResized(string name) => new($"VM '{name}' is not resized", $"размер ВМ «{name}» не изменён");
}
