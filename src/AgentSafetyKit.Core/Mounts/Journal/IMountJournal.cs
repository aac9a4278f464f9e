namespace AgentSafetyKit.Mounts.Journal;

/// <summary>
/// Learns of every change a guest makes through a mount, after it happened and before the guest is answered. Called from the threads that serve the mounts, several
/// at once: an implementation is thread-safe, quick, and throws nothing.
/// </summary>
public interface IMountJournal
{
    void Record(in MountChange change);
}
