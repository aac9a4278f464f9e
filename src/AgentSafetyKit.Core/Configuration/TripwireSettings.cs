namespace AgentSafetyKit.Configuration;

/// <summary>What <c>tripwire</c> says: how much of a folder may be lost within how long before the guest is stopped and the user asked.</summary>
/// <param name="Files">So many files.</param>
/// <param name="Percent">Or more than this share of them.</param>
/// <param name="Seconds">Within so long.</param>
public sealed record TripwireSettings(int Files, int Percent, int Seconds)
{
    public static TripwireSettings Default { get; } = new(200, 30, 10);
}
