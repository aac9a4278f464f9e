using AgentSafetyKit.Configuration;
using AgentSafetyKit.Network;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Forwards in words.</summary>
internal static class PortWords
{
    public static string Kind(ForwardSpec spec) => spec switch
    {
        { IsAutomatic: true } => "auto",
        { Kind: ForwardKind.Remote } => "remote",
        { Kind: ForwardKind.Socks5 } => "socks5",
        _ => "local",
    };

    /// <summary>Who asked for it: the configuration, or a program in the VM by listening.</summary>
    public static string Owner(ForwardSpec spec) => spec.IsAutomatic ? "auto" : "config";

    /// <summary>From where to where.</summary>
    public static Text Way(ForwardSpec spec) => spec.Kind switch
    {
        ForwardKind.Local => new Text($"{spec.Host} here leads to {spec.Guest} in the VM", $"{spec.Host} здесь ведёт на {spec.Guest} в ВМ"),
        ForwardKind.Remote => new Text($"{spec.Guest} in the VM leads to {spec.Host} here", $"{spec.Guest} в ВМ ведёт на {spec.Host} здесь"),
        _ => new Text($"{spec.Guest} in the VM is a SOCKS proxy that leaves from here", $"{spec.Guest} в ВМ — прокси SOCKS с выходом отсюда"),
    };
}
