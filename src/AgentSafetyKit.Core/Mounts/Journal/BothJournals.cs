namespace AgentSafetyKit.Mounts.Journal;

/// <summary>Tells two.</summary>
public sealed class BothJournals(IMountJournal first, IMountJournal second) : IMountJournal
{
    public void Record(in MountChange change)
    {
        first.Record(change);
        second.Record(change);
    }
}
