namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>What the configuration gives a session that asks for nothing; of limits and network also the most it may ask for.</summary>
/// <param name="TimeoutSeconds">How long it lives; null: until it is deleted.</param>
/// <param name="MostTimeoutSeconds">How long one that asks may live: a day, or as the configuration says where that is longer.</param>
/// <param name="Limits">What it may take.</param>
/// <param name="Network">What it reaches.</param>
/// <param name="Networks">What it may ask for instead, the least first.</param>
/// <param name="ExecutionSeconds">How long one execution may take.</param>
/// <param name="Sessions">How many there may be at once.</param>
public sealed record SessionTermsRecord(int? TimeoutSeconds, int MostTimeoutSeconds, SessionLimitsRecord Limits, string Network, IReadOnlyList<string> Networks, int ExecutionSeconds, int Sessions);
