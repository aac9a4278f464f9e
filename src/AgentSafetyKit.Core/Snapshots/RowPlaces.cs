namespace AgentSafetyKit.Snapshots;

/// <summary>Offsets in a manifest's file, and how many rows (of the names: bytes) begin there.</summary>
internal readonly record struct RowPlaces(long Folders, int FolderCount, long Entries, int EntryCount, long Hashes, long Names, int NamesLength);
