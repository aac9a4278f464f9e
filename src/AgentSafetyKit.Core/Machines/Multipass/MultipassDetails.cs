using System.Collections.Immutable;

namespace AgentSafetyKit.Machines.Multipass;

/// <summary>What <c>multipass info</c> says of one machine.</summary>
/// <param name="Addresses">Its IPv4 addresses; the first one is the one to reach it by. Empty while it does not run.</param>
/// <param name="ImageHash">SHA-256 of the image it was made from; empty for some.</param>
/// <param name="DiskUsed">In bytes, as the guest says; 0 where it does not run.</param>
internal sealed record MultipassDetails(MultipassStatus Status, ImmutableArray<string> Addresses, string ImageHash, long DiskUsed);
