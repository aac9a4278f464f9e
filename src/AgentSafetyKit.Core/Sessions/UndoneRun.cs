namespace AgentSafetyKit.Sessions;

/// <summary>The user wants what an agent did undone, and the agent ended.</summary>
/// <param name="Tripped">Why, and the snapshot to go back to.</param>
/// <param name="IsOurs">It was said here: the folder is put back here too.</param>
public sealed record UndoneRun(TrippedMount Tripped, bool IsOurs);
