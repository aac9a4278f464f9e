using System.Text.Json.Serialization;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>What the last verification of a folder's snapshots said.</summary>
/// <param name="Source">The folder, its real path.</param>
/// <param name="At">When it ended.</param>
/// <param name="Snapshots">How many were read.</param>
/// <param name="Damaged">Something is not what was stored.</param>
/// <param name="Proved">All of it could be compared, and is as it was.</param>
public sealed record BackupCheck(string Source, string BackupFolder, DateTimeOffset At, int Snapshots, bool Damaged, bool Proved)
{
    /// <summary><c>ok</c>, <c>unproved</c> or <c>damaged</c>.</summary>
    [JsonIgnore]
    public string Word => Damaged ? "damaged" : Proved ? "ok" : "unproved";

    public static BackupCheck Of(SnapshotStoreSpec spec, VerifyResult result, DateTimeOffset at) => new(spec.Source, spec.BackupFolder, at, result.Snapshots.Count, result.IsDamaged, result.IsProved);
}
