using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>One item of <c>port-forwarding</c>.</summary>
/// <param name="Kind">Which way.</param>
/// <param name="Host"><c>host-addr</c>: where the host listens, or what it connects to; null for SOCKS.</param>
/// <param name="Guest"><c>vm-addr</c>: what the VM connects to, or where it listens.</param>
/// <param name="Position">Where it is written.</param>
public sealed record ForwardSettings(ForwardKind Kind, PortAddress? Host, PortAddress Guest, SourcePosition Position);
