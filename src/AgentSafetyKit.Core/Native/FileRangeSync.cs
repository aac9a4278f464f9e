namespace AgentSafetyKit.Native;

/// <summary>SYNC_FILE_RANGE_* of sync_file_range(2).</summary>
public enum FileRangeSync
{
    Write = 2,
}
