namespace AgentSafetyKit.Errors;

/// <summary>
/// The stable name of an expected failure: what <c>--json</c>, the API and docs/errors.md call it. <see cref="ErrorCodes.ExitCodeOf"/> gives the exit code.
/// </summary>
public enum ErrorCode
{
    /// <summary>A defect of ours.</summary>
    Bug,
    Usage,
    UnknownName,
    NeedsAnswer,
    ConfigInvalid,
    ConfigMissing,
    ConfigUnsafe,
    ToolMissing,
    PermissionDenied,
    NoSpace,
    FolderRefused,
    FolderMissing,
    PolicyRefused,
    MachineMissing,
    MachineExists,
    MachineNotRunning,
    MachineStartFailed,
    MachineFailed,
    ImageFailed,
    GuestUnreachable,
    GuestCommandFailed,
    MountFailed,
    SnapshotFailed,
    SnapshotMissing,
    SourceEmptied,
    RestoreFailed,
    Busy,
    Cancelled,
    InputOutput,
}
