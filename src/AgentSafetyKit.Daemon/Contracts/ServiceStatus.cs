namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>Something the daemon keeps going.</summary>
/// <param name="Name">The kind before a colon, such as <c>backup:/home/u/project</c>.</param>
/// <param name="State"><c>running</c>, <c>waiting</c> (it failed and is begun again), <c>stopping</c>.</param>
/// <param name="Since">When it came into this state.</param>
/// <param name="Restarts">How often it was begun again.</param>
/// <param name="Problem">Why it waits.</param>
/// <param name="NextTry">When it is begun again.</param>
public sealed record ServiceStatus(string Name, string State, DateTimeOffset Since, int Restarts, ProblemResponse? Problem, DateTimeOffset? NextTry);
