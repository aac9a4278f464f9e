using System.Text.Json.Serialization;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>What of a run is to be undone.</summary>
/// <param name="Paths">Files and folders, from the top of the folder; null or empty: all.</param>
/// <param name="PathsBytes">More of them, by their bytes in base64: names that are no text, as answers give them in fields that end with <c>Bytes</c>.</param>
/// <param name="To">Another folder to restore into, absolute; null: in place.</param>
/// <param name="DryRun">Only say what would be done.</param>
/// <param name="RestoreSetuid">Setuid and setgid bits come back too.</param>
/// <param name="SkipSafetySnapshot">The present state need not be kept.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record UndoRequest(IReadOnlyList<string>? Paths = null, IReadOnlyList<string>? PathsBytes = null, string? To = null, bool DryRun = false, bool RestoreSetuid = false, bool SkipSafetySnapshot = false);
