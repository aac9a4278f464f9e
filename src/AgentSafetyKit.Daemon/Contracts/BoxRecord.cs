using AgentSafetyKit.Boxes;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>One box.</summary>
/// <param name="Vm">It is in this one.</param>
/// <param name="State">running or stopped.</param>
/// <param name="EndsAt">When it is removed; null: never.</param>
/// <param name="Network">none or open.</param>
/// <param name="Image">What it was made from.</param>
public sealed record BoxRecord(string Name, string Vm, string State, DateTimeOffset CreatedAt, DateTimeOffset? EndsAt, string Network, string Image)
{
    public static BoxRecord Of(BoxInfo box, string machine) => new(box.Name, machine, box.IsRunning ? "running" : "stopped", box.MadeAt, box.EndsAt, box.Network, box.Image);
}
