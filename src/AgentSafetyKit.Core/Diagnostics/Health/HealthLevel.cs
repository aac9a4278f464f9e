namespace AgentSafetyKit.Diagnostics.Health;

/// <summary>How bad a finding is. The numbers are the exit status of <c>doctor</c>.</summary>
public enum HealthLevel
{
    Passed = 0,

    /// <summary>It works, but not as well or as safely as it could.</summary>
    Warning = 1,

    /// <summary>Something does not work, or is not protected.</summary>
    Failed = 2,
}
