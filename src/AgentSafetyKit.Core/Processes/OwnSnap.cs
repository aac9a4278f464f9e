namespace AgentSafetyKit.Processes;

/// <summary>
/// Our own snap, where this process runs in it: snapd tells by variables (snap(8), "Environment variables"). A shell that another snap opened has that one's variables, which mean nothing to us.
/// </summary>
/// <param name="Root">Where its files are, read-only: <c>$SNAP</c>.</param>
/// <param name="Common">What all its users share: <c>$SNAP_COMMON</c>.</param>
/// <param name="RealHome">The user's home folder; <c>$HOME</c> is one of the snap's own there. Null: not told (snapd before 2.46).</param>
public sealed record OwnSnap(string Root, string Common, string? RealHome)
{
    public const string Name = "agent-safety-kit";

    /// <summary>Of this process; null: it does not run in the snap.</summary>
    public static OwnSnap? Here { get; } = From(Environment.GetEnvironmentVariable);

    /// <summary>Null: it does not run in the snap.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    public static OwnSnap? From(Func<string, string?> variable)
    {
        string? Path(string name) => variable(name) is { Length: > 0 } path && System.IO.Path.IsPathRooted(path) ? path : null;
        return variable("SNAP_NAME") == Name && Path("SNAP") is { } root && Path("SNAP_COMMON") is { } common ? new OwnSnap(root, common, Path("SNAP_REAL_HOME")) : null;
    }
}
