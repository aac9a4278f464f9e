using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Errors;

/// <summary>
/// A failure that can be expected: what failed, why, and what to do about it (where it can, a command to paste). Every other exception is a bug of ours.
/// </summary>
public sealed class KitException : Exception
{
    public KitException(ErrorCode code, Text what, Text cause, Text fix, Exception? inner = null)
        : base($"{what.English}: {cause.English}", inner)
    {
        Code = code;
        What = what;
        Cause = cause;
        Fix = fix;
    }

    public ErrorCode Code { get; }

    public Text What { get; }

    public Text Cause { get; }

    public Text Fix { get; }

    /// <summary>What of a request to the daemon is wrong, where it says so of one part.</summary>
    public string? Field { get; init; }
}
