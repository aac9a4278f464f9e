namespace AgentSafetyKit.Cli.Output;

/// <summary><c>config path --json</c>.</summary>
internal sealed record ConfigPathRecord(string File, bool Exists, string SshFolder, string StateFolder, string DataFolder, string CacheFolder, string RuntimeFolder);
