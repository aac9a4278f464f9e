using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>Why, by whom and when a snapshot was pinned.</summary>
public sealed record PinRecord(string Why, string By, DateTimeOffset? At)
{
    public static PinRecord? Of(SnapshotPin? pin) => pin is null ? null : new PinRecord(pin.Why, pin.By, pin.PinnedAt);
}
