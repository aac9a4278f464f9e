namespace AgentSafetyKit.Machines.Multipass;

/// <summary>One machine of <c>multipass list</c>, ours or not.</summary>
internal sealed record MultipassListing(string Name, MultipassStatus Status, string Release);
