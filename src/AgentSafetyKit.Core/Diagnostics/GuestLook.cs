using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Diagnostics;

/// <summary>A VM and what its guest answered.</summary>
/// <param name="Load">Null: it was not asked, or did not answer.</param>
/// <param name="Cause">Why it did not; none where it was not asked.</param>
internal sealed record GuestLook(MachineInfo Machine, GuestLoad? Load, Text Cause);
