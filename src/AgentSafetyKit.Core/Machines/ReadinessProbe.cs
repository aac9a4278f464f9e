using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines;

/// <summary>One thing that must hold before a machine is called running. Starting looks at them in order, and a report of troubles uses the same ones.</summary>
/// <param name="Description">What is looked at: "the guest's SSH server answers".</param>
/// <param name="Check">Waits for it; false: not within its time, or it can not come true any more.</param>
/// <param name="Hint">What to do when it does not hold.</param>
/// <param name="Fatal">Whether the machine is of no use without it.</param>
public sealed record ReadinessProbe(Text Description, Func<CancellationToken, Task<bool>> Check, Text Hint, bool Fatal);
