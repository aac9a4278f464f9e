using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>Words for an input or output error nobody nearer to it had words for: the operating system's own, with what usually helps.</summary>
internal static class DiskError
{
    public static KitException Of(Exception error)
    {
        var what = new Text("a file could not be read or written", "не удалось прочитать или записать файл");
        Text cause = error is SystemCallException call ? call.Words : Text.Verbatim(Printable.Escape(error.Message));
        Errno errno = error is SystemCallException answered ? answered.Errno : error is UnauthorizedAccessException ? Errno.EACCES : Errno.EIO;
        ErrorCode code = errno switch
        {
            Errno.ENOSPC or Errno.EDQUOT => ErrorCode.NoSpace,
            Errno.EACCES or Errno.EPERM or Errno.EROFS => ErrorCode.PermissionDenied,
            _ => ErrorCode.InputOutput,
        };
        return new KitException(code, what, cause, error is SystemCallException or UnauthorizedAccessException ? DiskFix.Of(errno) : DiskFix.Of(Errno.Ok), error);
    }
}
