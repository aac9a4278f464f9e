namespace AgentSafetyKit.Errors;

/// <summary>The one place that decides which exit code an error has.</summary>
public static class ErrorCodes
{
    public static ExitCode ExitCodeOf(ErrorCode code) => code switch
    {
        ErrorCode.Usage or ErrorCode.UnknownName or ErrorCode.NeedsAnswer or ErrorCode.FolderRefused or ErrorCode.FolderMissing => ExitCode.Usage,
        ErrorCode.ConfigInvalid or ErrorCode.ConfigMissing or ErrorCode.ConfigUnsafe or ErrorCode.PolicyRefused => ExitCode.Config,
        ErrorCode.ToolMissing or ErrorCode.PermissionDenied or ErrorCode.NoSpace or ErrorCode.EngineUnavailable or ErrorCode.InputOutput => ExitCode.Prerequisite,
        ErrorCode.MachineMissing or ErrorCode.MachineExists or ErrorCode.MachineNotRunning or ErrorCode.MachineStartFailed or ErrorCode.MachineFailed
            or ErrorCode.ImageFailed or ErrorCode.GuestUnreachable or ErrorCode.GuestCommandFailed or ErrorCode.BundleFailed or ErrorCode.AgentFailed or ErrorCode.SourceUnreachable or ErrorCode.MountFailed => ExitCode.Machine,
        ErrorCode.SnapshotFailed or ErrorCode.SnapshotMissing or ErrorCode.SnapshotDamaged or ErrorCode.SourceEmptied or ErrorCode.SnapshotTooLarge or ErrorCode.RestoreFailed => ExitCode.Snapshot,
        ErrorCode.DaemonUnavailable => ExitCode.Daemon,
        ErrorCode.Busy => ExitCode.Busy,
        ErrorCode.Cancelled => ExitCode.Cancelled,
        _ => ExitCode.Bug,
    };
}
