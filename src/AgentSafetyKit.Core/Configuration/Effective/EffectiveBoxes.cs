using System.Collections.Immutable;

namespace AgentSafetyKit.Configuration.Effective;

/// <summary>The section <c>boxes</c>; times in seconds, null: never.</summary>
public sealed record EffectiveBoxes(string Image, long Memory, int Cpus, int Pids, string Network, ImmutableArray<string> Allow, long? TtlSeconds, int Max, long? ExecTimeoutSeconds, int Pool)
{
    public static EffectiveBoxes Of(BoxSettings boxes) => new(
        boxes.Image, boxes.Memory.Bytes, boxes.Cores, boxes.Processes, SettingWords.Of(boxes.Network), boxes.Allow, (long?)boxes.Lifetime?.TotalSeconds, boxes.Most, (long?)boxes.ExecutionLimit?.TotalSeconds, boxes.Pool);
}
