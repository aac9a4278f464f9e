namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>The configuration that is in force.</summary>
/// <param name="File">Where it is read from.</param>
/// <param name="State"><c>applied</c>; <c>broken</c>: the file can not be used, the last good one goes on; <c>missing</c>: there never was a good one.</param>
/// <param name="LoadedAt">When the one in force was read.</param>
/// <param name="Problem">For <c>broken</c> and <c>missing</c>.</param>
public sealed record ConfigStatus(string File, string State, DateTimeOffset? LoadedAt, ProblemResponse? Problem);
