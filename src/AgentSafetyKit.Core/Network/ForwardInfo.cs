using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Network;

/// <summary>A forward as it is.</summary>
/// <param name="Spec">What it is.</param>
/// <param name="State">How it is.</param>
/// <param name="Cause">Why it is not up; else none. Safe to print.</param>
/// <param name="Since">Since when it is so.</param>
public sealed record ForwardInfo(ForwardSpec Spec, ForwardState State, Text Cause, DateTimeOffset Since)
{
    /// <summary>For a browser on the host; null where there is nothing to open.</summary>
    public string? Url => this is { State: ForwardState.Up, Spec: { Kind: Configuration.ForwardKind.Local, Host: { } host } } ? host.Url : null;
}
