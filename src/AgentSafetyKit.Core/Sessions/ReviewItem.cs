using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>One entry a run touched.</summary>
/// <param name="Path">Relative to the folder, escaped for printing.</param>
/// <param name="IsFolder">A folder as such; its content has items of its own.</param>
/// <param name="LinkTarget">Of a symbolic link, escaped for printing.</param>
/// <param name="Severity">How urgently it deserves a second look on the host.</param>
/// <param name="Warning">Why it deserves a second look on the host; empty for an ordinary change.</param>
public sealed record ReviewItem(string Path, ReviewChange Change, bool IsFolder, string? LinkTarget, ReviewSeverity Severity, Text Warning)
{
    /// <summary>As <see cref="RawBytes.Of"/>.</summary>
    public string? PathBytes { get; init; }

    /// <summary>As <see cref="RawBytes.Of"/>.</summary>
    public string? LinkTargetBytes { get; init; }
}
