namespace AgentSafetyKit.Cli.Output;

/// <summary>An agent in one VM.</summary>
/// <param name="State"><c>installed</c>, <c>missing</c>, <c>notNeeded</c> (the user's own command), <c>unknown</c> (the VM does not run), <c>broken</c> (the definition of its type).</param>
/// <param name="Version">As the VM says it.</param>
/// <param name="Pinned">The configuration's <c>version</c>.</param>
/// <param name="Keys">Variables it takes keys from.</param>
/// <param name="Unattended">What stands before a task's words when nobody is there to be asked.</param>
internal sealed record AgentRecord(
    string Name, string Type, string Vm, string State, string? Version, string? Pinned, string? About, string? Program, IReadOnlyList<string> Keys, IReadOnlyList<string> Unattended);
