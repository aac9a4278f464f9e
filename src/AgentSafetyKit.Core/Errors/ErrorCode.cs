namespace AgentSafetyKit.Errors;

/// <summary>
/// The stable name of an expected failure: what <c>--json</c>, the API and docs/errors.md call it. <see cref="ErrorCodes.ExitCodeOf"/> gives the exit code.
/// The comments are the meanings in docs/errors.md, word for word: written for users, on one line, and a code without one fails a test.
/// </summary>
public enum ErrorCode
{
    /// <summary>A defect of agsekit itself. Please report it; the message says where the details are.</summary>
    Bug,

    /// <summary>The words on the command line are not a valid command, or a name in them is taken or means several things.</summary>
    Usage,

    /// <summary>A VM, a snapshot of a VM, a mount, an agent or a run of that name is not known. The message names the nearest one that is.</summary>
    UnknownName,

    /// <summary>A question has to be answered, and there is no terminal to ask on, or <c>--no-input</c> was given. <c>--yes</c> agrees beforehand.</summary>
    NeedsAnswer,

    /// <summary>The configuration has errors. The message lists all of them with line and column.</summary>
    ConfigInvalid,

    /// <summary>The configuration file that was named, or that the command needs, does not exist.</summary>
    ConfigMissing,

    /// <summary>The configuration file is not used, because another user of the computer could change it.</summary>
    ConfigUnsafe,

    /// <summary>A program that the work needs is not installed. The message names the package.</summary>
    ToolMissing,

    /// <summary>The operating system refuses access to a file, a folder or a device.</summary>
    PermissionDenied,

    /// <summary>The disk is full, a quota is used up, or the work would leave less free space than the configuration demands.</summary>
    NoSpace,

    /// <summary>The folder is not given to an agent, or can not hold backups: it holds keys or other things, belongs to the system, lies where an agent could reach it, or holds the snapshots of another folder.</summary>
    FolderRefused,

    /// <summary>The folder does not exist, or is not a folder.</summary>
    FolderMissing,

    /// <summary>A rule of the configuration forbids it: this agent may not work in this folder or VM, or the engine can not enforce what is demanded.</summary>
    PolicyRefused,

    /// <summary>The VM is in the configuration, but has not been created.</summary>
    MachineMissing,

    /// <summary>There is already a VM, or a snapshot of the VM, of that name.</summary>
    MachineExists,

    /// <summary>The VM has to be running for this, and is not.</summary>
    MachineNotRunning,

    /// <summary>The VM was started, and did not come up in time or ended at once.</summary>
    MachineStartFailed,

    /// <summary>The VM could not be created, stopped or removed, or its engine failed.</summary>
    MachineFailed,

    /// <summary>The program that runs the VMs is not there, does not answer, or does not let this user in.</summary>
    EngineUnavailable,

    /// <summary>The disk image that VMs start from could not be built or fetched.</summary>
    ImageFailed,

    /// <summary>The VM runs, but does not answer over SSH.</summary>
    GuestUnreachable,

    /// <summary>A command that agsekit itself runs inside the VM failed.</summary>
    GuestCommandFailed,

    /// <summary>A bundle of tools could not be installed in the VM. What was done of it stays, and the same command goes on from there.</summary>
    BundleFailed,

    /// <summary>An agent could not be installed in the VM. What was done of it stays, and the same command goes on from there.</summary>
    AgentFailed,

    /// <summary>A server that packages or tools come from can not be reached from inside the VM, or shows a certificate that the VM does not trust.</summary>
    SourceUnreachable,

    /// <summary>The folder could not be mounted or unmounted, or the mount does not answer.</summary>
    MountFailed,

    /// <summary>A snapshot could not be taken. Older snapshots are untouched.</summary>
    SnapshotFailed,

    /// <summary>There is no such snapshot, or it does not have the path that was asked for.</summary>
    SnapshotMissing,

    /// <summary>A snapshot is not what was stored: files in it are damaged, missing, changed or added. The message says how many, and the report names them.</summary>
    SnapshotDamaged,

    /// <summary>No snapshot was taken, or no old one removed, because nearly everything in the folder is gone: it may be unmounted or wiped. <c>--yes</c> takes a snapshot all the same.</summary>
    SourceEmptied,

    /// <summary>The folder holds more, or more is new in it, than the configuration lets one snapshot have. No snapshot was taken; the earlier ones stay.</summary>
    SnapshotTooLarge,

    /// <summary>A folder or a path could not be put back completely. The message names what is missing.</summary>
    RestoreFailed,

    /// <summary>Another process is at work on the same VM, folder or backups. The message names it.</summary>
    Busy,

    /// <summary>The daemon does not run, does not answer, or could not be started. Everything that does not need it works without it.</summary>
    DaemonUnavailable,

    /// <summary>Interrupted by the user, with Ctrl+C or a signal.</summary>
    Cancelled,

    /// <summary>A file or a disk could not be read or written.</summary>
    InputOutput,
}
