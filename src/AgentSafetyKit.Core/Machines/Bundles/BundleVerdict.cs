namespace AgentSafetyKit.Machines.Bundles;

/// <summary>What a bundle's script said at its end.</summary>
/// <param name="Kind"><c>there</c>, <c>done</c> or <c>fail</c>.</param>
/// <param name="Word">The version, or why it failed.</param>
/// <param name="Rest">What the failure is about.</param>
internal sealed record BundleVerdict(string Kind, string Word, string Rest)
{
    public bool Succeeded => Kind is "there" or "done";
}
