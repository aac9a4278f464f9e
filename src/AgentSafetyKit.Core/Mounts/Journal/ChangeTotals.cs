namespace AgentSafetyKit.Mounts.Journal;

/// <summary>Counts of a guest's changes since the mount began.</summary>
/// <param name="Changes">All changes that happened; a write of 1 MB by sshfs is several.</param>
/// <param name="Created">Files, folders and links that got a name.</param>
/// <param name="Removed">Files and folders the guest removed; what a rename replaced is not counted.</param>
/// <param name="Renamed">Renames.</param>
/// <param name="Refused">Changes asked for and forbidden by the mount's rules; not among <paramref name="Changes"/>.</param>
/// <param name="BytesWritten">Bytes of all writes.</param>
/// <param name="LastChange">Null: none yet.</param>
public readonly record struct ChangeTotals(long Changes, long Created, long Removed, long Renamed, long Refused, long BytesWritten, DateTimeOffset? LastChange);
