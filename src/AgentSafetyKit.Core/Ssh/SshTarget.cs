namespace AgentSafetyKit.Ssh;

/// <summary>Where a guest's SSH server is and what proves who is who: everything an OpenSSH client needs, as a value.</summary>
/// <param name="Name">The machine's name, for messages.</param>
/// <param name="Host">Address to connect to.</param>
/// <param name="Port">TCP port.</param>
/// <param name="User">The guest's user.</param>
/// <param name="HostKeyAlias">The name under which <paramref name="KnownHostsFile"/> lists the guest's key; address and port may change, it does not.</param>
/// <param name="KnownHostsFile">Holds this guest's key and nothing else.</param>
/// <param name="IdentityFile">Our private key.</param>
/// <param name="ControlPath">Unix socket of the shared connection, in a folder only the owner may enter.</param>
public sealed record SshTarget(
    string Name, string Host, int Port, string User, string HostKeyAlias, string KnownHostsFile, string IdentityFile, string ControlPath);
