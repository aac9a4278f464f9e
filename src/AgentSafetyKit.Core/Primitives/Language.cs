namespace AgentSafetyKit.Primitives;

/// <summary>The languages every user-facing text exists in.</summary>
public enum Language
{
    English,
    Russian,
}
