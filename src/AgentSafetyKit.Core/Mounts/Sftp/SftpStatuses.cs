using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Mounts.Sftp;

/// <summary>How error numbers travel.</summary>
internal static class SftpStatuses
{
    /// <summary>
    /// As OpenSSH's sftp-server has it (errno_to_portable), because sshfs turns these back into error numbers by knowing that server: NoSuchFile is ENOENT there, PermissionDenied EACCES,
    /// Failure EPERM (of rmdir ENOTEMPTY, of mkdir EEXIST where the folder is there, of write EIO), BadMessage EBADMSG, Unsupported EOPNOTSUPP. One difference: our EPERM becomes
    /// Failure, so that the guest reads EPERM again.
    /// </summary>
    public static SftpStatus Of(Errno errno) => errno switch
    {
        Errno.Ok => SftpStatus.Ok,
        Errno.ENOENT or Errno.ENOTDIR or Errno.EBADF or Errno.ELOOP => SftpStatus.NoSuchFile,
        Errno.EACCES => SftpStatus.PermissionDenied,
        Errno.ENAMETOOLONG or Errno.EINVAL => SftpStatus.BadMessage,
        Errno.ENOSYS or Errno.EOPNOTSUPP => SftpStatus.Unsupported,
        _ => SftpStatus.Failure,
    };

    /// <summary>The English words of the status packet; programs look at the number only.</summary>
    public static ReadOnlySpan<byte> WordsOf(SftpStatus status) => status switch
    {
        SftpStatus.Ok => "Success"u8,
        SftpStatus.EndOfFile => "End of file"u8,
        SftpStatus.NoSuchFile => "No such file"u8,
        SftpStatus.PermissionDenied => "Permission denied"u8,
        SftpStatus.BadMessage => "Bad message"u8,
        SftpStatus.Unsupported => "Operation unsupported"u8,
        _ => "Failure"u8,
    };
}
