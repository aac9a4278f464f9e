namespace AgentSafetyKit.Processes;

/// <summary>
/// What of our environment a process gets that outlives us. A shell's environment often holds secrets (tokens, agent sockets); one that stays for days must not carry them about,
/// where every program of the same user can read them.
/// </summary>
internal static class DetachedEnvironment
{
    private static readonly HashSet<string> Names =
        ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "CONFIG_PATH", "SNAP", "SSL_CERT_FILE", "SSL_CERT_DIR", "LD_LIBRARY_PATH"];

    private static readonly string[] Prefixes = ["LC_", "XDG_", "AGSEKIT_", "SNAP_", "DOTNET_"];

    public static bool Keeps(string name) => Names.Contains(name) || Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}
