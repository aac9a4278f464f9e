namespace AgentSafetyKit.Machines.Copying;

/// <summary>What came is no archive, or not all of one.</summary>
internal sealed class ArchiveException(string why, bool isCutOff = false) : IOException(why)
{
    /// <summary>It ended before its end.</summary>
    public bool IsCutOff { get; } = isCutOff;
}
