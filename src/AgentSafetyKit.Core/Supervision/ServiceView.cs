using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Supervision;

/// <summary>A service as it is now.</summary>
/// <param name="Since">When it came into this state.</param>
/// <param name="Restarts">How often it was begun again.</param>
/// <param name="Failure">Why it was begun again last; null where it never was, or has been well since.</param>
/// <param name="NextTry">For <see cref="ServiceState.Waiting"/>.</param>
public sealed record ServiceView(string Name, ServiceState State, DateTimeOffset Since, int Restarts, KitException? Failure, DateTimeOffset? NextTry);
