namespace AgentSafetyKit.Mounts.Journal;

/// <summary>For mounts nobody asks about.</summary>
public sealed class NoMountJournal : IMountJournal
{
    private NoMountJournal()
    {
    }

    public static NoMountJournal Instance { get; } = new();

    public void Record(in MountChange change)
    {
    }
}
