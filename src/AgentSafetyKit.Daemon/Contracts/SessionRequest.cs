using System.Text.Json.Serialization;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>A session to be made. What is not given is as the section <c>boxes</c> of the configuration says.</summary>
/// <param name="Image">default, or an image with its registry.</param>
/// <param name="TimeoutSeconds">After which it is removed: 1 to 86400.</param>
/// <param name="Limits">What it may take; never more than the configuration gives.</param>
/// <param name="Network">none or open; open only where the configuration gives it.</param>
/// <param name="Agent">Whom an execution is for that names nobody.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SessionRequest(string? Image = null, int? TimeoutSeconds = null, SessionLimitsRequest? Limits = null, string? Network = null, string? Agent = null);
