namespace AgentSafetyKit.Cli.Output;

/// <summary>A file that changes in most snapshots.</summary>
internal sealed record ChurnerRecord(string Path, int Times, long Bytes);
