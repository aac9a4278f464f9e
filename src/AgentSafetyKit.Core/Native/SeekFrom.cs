namespace AgentSafetyKit.Native;

/// <summary>Where lseek(2) counts from; Data and Hole find the parts of a sparse file.</summary>
public enum SeekFrom
{
    Start = 0,
    Current = 1,
    End = 2,
    Data = 3,
    Hole = 4,
}
