namespace AgentSafetyKit.Configuration.Schema;

/// <summary>Whether this version acts on a key, or only knows it.</summary>
internal enum KeySupport
{
    Now,

    /// <summary>Known and checked, so that a configuration written for the full product loads; using it gives a warning.</summary>
    Later,

    /// <summary>As <see cref="Later"/>, but it promises safety: using it is an error, because a promise that is not kept is worse than none.</summary>
    Refused,
}
