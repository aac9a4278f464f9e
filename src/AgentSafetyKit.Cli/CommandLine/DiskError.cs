using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>Words for an input or output error nobody nearer to it had words for: the operating system's own, with what usually helps.</summary>
internal static class DiskError
{
    /// <summary>The work was done, and only its result could not be printed: to give the command again would be wrong.</summary>
    public static KitException OfUnprinted(Exception error, Text done)
    {
        KitException told = Of(error);
        return new KitException(
            told.Code,
            new Text("the work is done, but its result could not be printed", "работа выполнена, но её результат не удалось напечатать"),
            told.Cause,
            new Text($"nothing need be done again; this was the result:\n{done.English}", $"повторять ничего не нужно; результат таков:\n{done.Russian}"),
            error);
    }

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
