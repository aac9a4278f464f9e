namespace AgentSafetyKit.Mounts;

/// <summary>What the guest's sshfs can be told; older and newer ones differ, and an unknown option makes it refuse to start.</summary>
public sealed record SshfsAbilities
{
    /// <summary>
    /// It refuses links that are absolute or hold <c>..</c> unless told not to (security updates since 2025). Links have to work in a project: the guest's own kernel follows them, within the
    /// guest; the host never does.
    /// </summary>
    public bool ContainsSymlinks { get; init; }

    /// <param name="help">What <c>sshfs -h</c> prints, both streams.</param>
    public static SshfsAbilities FromHelp(string help) => new() { ContainsSymlinks = help.Contains("no_contain_symlinks", StringComparison.Ordinal) };
}
