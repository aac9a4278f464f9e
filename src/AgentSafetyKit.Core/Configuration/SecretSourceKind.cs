namespace AgentSafetyKit.Configuration;

/// <summary>Where a secret variable's value is taken from when an agent starts.</summary>
public enum SecretSourceKind
{
    /// <summary>A variable of the user's environment.</summary>
    Env,

    /// <summary>The content of a file.</summary>
    File,

    /// <summary>The output of a shell command of the user's.</summary>
    Command,
}
