using System.Collections.Immutable;

namespace AgentSafetyKit.Boxes;

/// <summary>A box that is to be there. Of one that exists already only the name matters.</summary>
/// <param name="Name">A <see cref="Primitives.KitName"/>.</param>
/// <param name="Limits">What it may take.</param>
/// <param name="Lifetime">After which it is removed; null: never.</param>
/// <param name="Most">How many there may be in the VM.</param>
/// <param name="Setup">A shell script that runs in it once, as its user; null: none.</param>
/// <param name="Folders">What it gets of the VM.</param>
public sealed record BoxWish(string Name, BoxLimits Limits, TimeSpan? Lifetime, int Most, ReadOnlyMemory<byte>? Setup, ImmutableArray<BoxFolder> Folders);
