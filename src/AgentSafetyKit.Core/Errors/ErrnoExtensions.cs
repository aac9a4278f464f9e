using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Errors;

/// <summary>Turns the result of a system call into an exception where a failure is not part of the plan.</summary>
public static class ErrnoExtensions
{
    /// <exception cref="SystemCallException">The call failed.</exception>
    public static void Check(this Errno errno, string call, string? path = null)
    {
        if (errno != Errno.Ok)
            throw new SystemCallException(errno, call, path is null ? null : Printable.Escape(path));
    }

    /// <inheritdoc cref="Check(Errno, string, string?)"/>
    public static void Check(this Errno errno, string call, ReadOnlySpan<byte> name)
    {
        if (errno != Errno.Ok)
            throw new SystemCallException(errno, call, Printable.Escape(name.TrimEnd((byte)0)));
    }
}
