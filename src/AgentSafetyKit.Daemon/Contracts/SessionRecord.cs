using AgentSafetyKit.Boxes;
using AgentSafetyKit.Configuration;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>A session.</summary>
/// <param name="State">running.</param>
/// <param name="ExpiresAt">When it is removed; null: when it is deleted.</param>
/// <param name="Network">none or open.</param>
/// <param name="Image">What it was made from.</param>
/// <param name="Agent">Whom an execution is for that names nobody.</param>
public sealed record SessionRecord(string Id, string State, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, SessionLimitsRecord Limits, string Network, string Image, string? Agent)
{
    public static SessionRecord Of(SandboxSession session) => new(
        session.Id, "running", session.CreatedAt, session.ExpiresAt, new SessionLimitsRecord(session.MemoryBytes, session.Cores, session.Processes), session.Network == BoxNetwork.None ? "none" : "open", session.Image, session.Agent);
}
