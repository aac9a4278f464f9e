namespace AgentSafetyKit.Errors;

/// <summary>A system call failed and nobody expected it to: says which call, on what, and the error number. The path is escaped for printing.</summary>
public sealed class SystemCallException(Errno errno, string call, string? path = null)
    : IOException(path is null ? $"{call}: {errno}" : $"{call}: {path}: {errno}")
{
    public Errno Errno { get; } = errno;

    public string Call { get; } = call;

    public string? Path { get; } = path;
}
