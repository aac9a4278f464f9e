using System.Collections.Immutable;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>The section <c>boxes</c>: what a box or a session has unless it asks for something else.</summary>
/// <param name="Image"><c>default</c>: the one that is made of the VM's own packages; else an image as Podman names it.</param>
/// <param name="Memory">Of all its processes together; nothing is swapped.</param>
/// <param name="Cores">Processor time, in cores.</param>
/// <param name="Processes">At a time.</param>
/// <param name="Network">What it reaches.</param>
/// <param name="Lifetime">Of a session; null: until it is deleted.</param>
/// <param name="Most">Boxes in one VM.</param>
/// <param name="ExecutionLimit">Of one execution in a session; null: as long as the session lives.</param>
/// <param name="Pool">Sessions kept ready.</param>
public sealed record BoxSettings(
    string Image, ByteSize Memory, int Cores, int Processes, BoxNetwork Network, TimeSpan? Lifetime, int Most, TimeSpan? ExecutionLimit, int Pool, KeyOrigins Origins)
{
    public const string DefaultImage = "default";

    /// <summary>What a filtered network leads to: names, names that end in .NAME as *.NAME, addresses, each with its port or with those of http and https.</summary>
    public ImmutableArray<string> Allow { get; init; } = [];

    /// <summary><see cref="Allow"/> in one word.</summary>
    public string AllowedHosts => string.Join(',', Allow);

    public static BoxSettings Default { get; } = new(
        DefaultImage, ByteSize.FromMebibytes(512), 1, 100, BoxNetwork.None, TimeSpan.FromMinutes(5), 10, TimeSpan.FromSeconds(60), 0, KeyOrigins.None);
}
