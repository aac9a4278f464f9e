namespace AgentSafetyKit.Native;

/// <summary>LOCK_* of flock(2).</summary>
[Flags]
public enum FlockOperation
{
    Shared = 1,
    Exclusive = 2,
    NonBlocking = 4,
    Unlock = 8,
}
