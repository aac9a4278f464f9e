namespace AgentSafetyKit.Configuration;

/// <summary>The rule a configuration breaks: stable, for <c>--json</c> and for tests.</summary>
public enum ConfigRule
{
    /// <summary>Not YAML at all, or not UTF-8.</summary>
    Syntax,

    /// <summary>Too long, nested too deep, or grown too large by aliases.</summary>
    TooLarge,
    UnknownKey,
    DuplicateKey,
    MissingKey,
    WrongType,
    InvalidValue,
    OutOfRange,
    InvalidName,
    UnknownReference,

    /// <summary>Two settings that exclude each other.</summary>
    Conflict,

    /// <summary>A folder that would let the agent reach its own backups, keys or rules.</summary>
    UnsafeFolder,

    /// <summary>A port that others than this computer and its VM can use.</summary>
    OpenToOthers,
    NotSupportedYet,
}
