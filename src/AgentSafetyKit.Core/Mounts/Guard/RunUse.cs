namespace AgentSafetyKit.Mounts.Guard;

/// <summary>What a run has used up of its <see cref="RunLimits"/>.</summary>
/// <param name="Written">Bytes.</param>
/// <param name="Made">Files, folders and links.</param>
public readonly record struct RunUse(long Written, long Made);
