using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>What a host can well give to a VM that nobody has sized: at most four processors and a quarter of the memory, between 2 and 8 GiB.</summary>
public sealed record HostSize(int Cores, ByteSize Memory)
{
    public static HostSize From(int processors, ByteSize memory) =>
        new(Math.Clamp(processors, 1, 4), ByteSize.FromGibibytes(Math.Clamp((memory.Bytes >> 30) / 4, 2, 8)));
}
