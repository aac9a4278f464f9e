using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Errors;

/// <summary>A system call failed and nobody expected it to: says which call, on what, and the error number. The path is escaped for printing.</summary>
public sealed class SystemCallException(Errno errno, string call, string? path = null)
    : IOException(path is null ? $"{call}: {errno}" : $"{call}: {path}: {errno}")
{
    public Errno Errno { get; } = errno;

    public string Call { get; } = call;

    public string? Path { get; } = path;

    /// <summary>The cause as a user reads it: what it was about, and the system's answer in words.</summary>
    public Text Words
    {
        get
        {
            Text words = Errno.Words();
            return Path is null ? words : new Text($"{Path}: {words.English}", $"{Path}: {words.Russian}");
        }
    }
}
