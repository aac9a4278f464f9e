namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>How far an operation is.</summary>
/// <param name="Doing">What is being done now, in words.</param>
/// <param name="Done">Of <paramref name="Total"/>.</param>
/// <param name="Total">0 where it is not known.</param>
/// <param name="Unit"><c>steps</c>, <c>bytes</c> and so on.</param>
public sealed record ProgressRecord(string Doing, long Done, long Total, string Unit);
