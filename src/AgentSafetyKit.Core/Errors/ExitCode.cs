namespace AgentSafetyKit.Errors;

/// <summary>
/// What the process tells its caller. The guest's own exit code is another type (<c>GuestExit</c>) and passes through unchanged where a command runs something in a guest.
/// The comments are the meanings in docs/errors.md.
/// </summary>
public enum ExitCode
{
    /// <summary>Done.</summary>
    Ok = 0,

    /// <summary>A defect of agsekit itself: please report it.</summary>
    Bug = 1,

    /// <summary>Wrong words on the command line, or a folder that is not used.</summary>
    Usage = 2,

    /// <summary>The configuration is missing or wrong, or a rule in it forbids this.</summary>
    Config = 3,

    /// <summary>A program, a right or disk space is missing.</summary>
    Prerequisite = 4,

    /// <summary>The VM or a mount failed.</summary>
    Machine = 5,

    /// <summary>A snapshot or a restore failed.</summary>
    Snapshot = 6,

    /// <summary>Done, with warnings.</summary>
    Warnings = 7,

    /// <summary>The daemon does not run, or did not do what it was asked to.</summary>
    Daemon = 8,

    /// <summary>Another process is at work on the same thing.</summary>
    Busy = 9,

    /// <summary>A failure of agsekit in <c>run</c>, <c>attach</c>, <c>shell</c>, <c>ssh</c> or <c>exec</c>; their other codes are the guest's.</summary>
    OursInGuestCommand = 125,

    /// <summary>Interrupted.</summary>
    Cancelled = 130,
}
