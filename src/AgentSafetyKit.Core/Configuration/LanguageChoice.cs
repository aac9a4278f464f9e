namespace AgentSafetyKit.Configuration;

/// <summary>The language that is asked for.</summary>
public enum LanguageChoice
{
    /// <summary>The environment's.</summary>
    Auto,
    English,
    Russian,
}
