using System.Collections.Immutable;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Sessions;

/// <summary>Whether an agent may work on a folder now, and all that has a say in it.</summary>
/// <param name="Machine">The VM it would work in; null where it does not come to that.</param>
/// <param name="Refusal">What a run would say; null: it may.</param>
public sealed record PolicyExplanation(string Agent, string Folder, string? Machine, KitException? Refusal, ImmutableArray<PolicyRule> Rules);
