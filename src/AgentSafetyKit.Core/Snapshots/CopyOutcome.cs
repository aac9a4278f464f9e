namespace AgentSafetyKit.Snapshots;

/// <summary>What became of one attempt to copy an entry.</summary>
internal enum CopyOutcome
{
    Copied,

    /// <summary>Copied, but it changed during every attempt.</summary>
    Torn,

    /// <summary>It is not there any more, or is a folder by now.</summary>
    Gone,

    /// <summary>The disk holds another name for the same, such as one that differs in case only.</summary>
    NameTaken,

    /// <summary>It is there and can not be read, or is of a kind that is not stored.</summary>
    Unreadable,
}
