using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Output;

/// <summary><c>backup show --json</c>: the path, and what lies in it.</summary>
internal sealed record ListingRecord(string Snapshot, ListedEntryRecord Entry, IReadOnlyList<ListedEntryRecord> Children)
{
    public static ListingRecord Of(string snapshot, SnapshotListing listing) =>
        new(snapshot, ListedEntryRecord.Of(listing.Entry), [.. listing.Children.Select(ListedEntryRecord.Of)]);
}
