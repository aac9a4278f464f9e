namespace AgentSafetyKit.Configuration.Effective;

/// <summary>When an agent is stopped and the user asked.</summary>
public sealed record EffectiveTripwire(int Files, int Percent, int Seconds)
{
    public static EffectiveTripwire? Of(TripwireSettings? settings) => settings is null ? null : new(settings.Files, settings.Percent, settings.Seconds);
}
