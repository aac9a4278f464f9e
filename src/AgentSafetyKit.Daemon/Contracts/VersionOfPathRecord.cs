using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>One version of a <see cref="HistoryRecord"/>. For a deletion all behind <paramref name="Snapshots"/> is null.</summary>
/// <param name="First">The first snapshot with it.</param>
/// <param name="Last">The last one of those that follow each other.</param>
/// <param name="Excluded">Missing because the rules left it out.</param>
/// <param name="Mode">Octal.</param>
/// <param name="Hash">The first 128 bits of the content's SHA-256 (see docs/backups.md), or null where it is not known.</param>
public sealed record VersionOfPathRecord(
    string Change, string First, string Last, int Snapshots, string? Kind, int? Files, long? Size, DateTimeOffset? ModifiedAt, string? Mode, string? Hash, bool Uncertain, bool Excluded)
{
    public static VersionOfPathRecord Of(PathVersion version)
    {
        bool isThere = version.Change != ChangeKind.Deleted;
        return new VersionOfPathRecord(
            CamelWord.Of(version.Change),
            version.First,
            version.Last,
            version.Snapshots,
            isThere ? CamelWord.Of(version.Kind) : null,
            isThere ? version.Files : null,
            isThere ? version.Size : null,
            isThere ? version.ModifiedAt : null,
            isThere ? ModeText.Octal(version.Permissions) : null,
            version.Hash.IsKnown ? version.Hash.ToString() : null,
            version.IsUncertain,
            version.IsExcluded);
    }
}
