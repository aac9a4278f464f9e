namespace AgentSafetyKit.Errors;

/// <summary>What the process tells its caller. The guest's own exit code is another type (<c>GuestExit</c>) and passes through unchanged where a command runs something in a guest.</summary>
public enum ExitCode
{
    Ok = 0,

    /// <summary>A defect of ours: please report.</summary>
    Bug = 1,
    Usage = 2,
    Config = 3,

    /// <summary>A program, a right or a disk the work needs is missing.</summary>
    Prerequisite = 4,
    Machine = 5,
    Snapshot = 6,

    /// <summary>Done, with warnings.</summary>
    Warnings = 7,
    Daemon = 8,

    /// <summary>Somebody else holds what the command needs.</summary>
    Busy = 9,

    /// <summary>A failure of ours in <c>run</c>, <c>shell</c>, <c>ssh</c>, <c>exec</c>, whose other codes are the guest's.</summary>
    OursInGuestCommand = 125,
    Cancelled = 130,
}
