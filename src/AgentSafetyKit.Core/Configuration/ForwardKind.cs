namespace AgentSafetyKit.Configuration;

/// <summary>Which way a forward leads.</summary>
public enum ForwardKind
{
    /// <summary>A port on the host leads into the VM (<c>ssh -L</c>).</summary>
    Local,

    /// <summary>A port in the VM leads to one target of the host (<c>ssh -R</c>).</summary>
    Remote,

    /// <summary>A SOCKS server in the VM whose traffic leaves from the host (<c>ssh -R</c> without a target).</summary>
    Socks5,
}
