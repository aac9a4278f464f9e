using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>Words for an input or output error nobody nearer to it had words for: the operating system's own, with what usually helps.</summary>
internal static class DiskError
{
    public static KitException Of(Exception error)
    {
        var what = new Text("a file could not be read or written", "не удалось прочитать или записать файл");
        Text cause = Text.Verbatim(error.Message);
        return error switch
        {
            SystemCallException { Errno: Errno.ENOSPC or Errno.EDQUOT } => new KitException(
                ErrorCode.NoSpace, what, cause, new Text("free some disk space (df -h shows where it is short)", "освободите место на диске (df -h покажет, где его мало)"), error),
            SystemCallException { Errno: Errno.EACCES or Errno.EPERM or Errno.EROFS } or UnauthorizedAccessException => new KitException(
                ErrorCode.PermissionDenied, what, cause, new Text("check who owns it and whether you may write there (ls -ld)", "проверьте владельца и права на запись (ls -ld)"), error),
            _ => new KitException(ErrorCode.InputOutput, what, cause, new Text("check the path and the disk, then try again", "проверьте путь и диск и повторите"), error),
        };
    }
}
