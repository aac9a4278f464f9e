namespace AgentSafetyKit.Primitives;

/// <summary>What a <see cref="WorkProgress"/> counts.</summary>
public enum ProgressUnit
{
    Steps,
    Bytes,
    Files,
    Percent,
}
