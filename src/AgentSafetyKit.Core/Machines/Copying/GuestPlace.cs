namespace AgentSafetyKit.Machines.Copying;

/// <summary>What a path in a guest is, as the guest says.</summary>
/// <param name="Path">As <see cref="GuestPaths.Normal"/> makes it.</param>
/// <param name="Kind">What is there, behind links.</param>
/// <param name="Bytes">About how much it holds: for telling how far a copy is.</param>
public sealed record GuestPlace(string Path, PlaceKind Kind, long Bytes);
