using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>By what it is decided which snapshots stay.</summary>
/// <param name="MaxTotalBytes">Null: no limit.</param>
public sealed record PolicyRecord(string Method, int Keep, long? MaxTotalBytes)
{
    public static PolicyRecord Of(RetentionPolicy policy) => new(CamelWord.Of(policy.Method), policy.Keep, policy.MaxTotalSize?.Bytes);
}
