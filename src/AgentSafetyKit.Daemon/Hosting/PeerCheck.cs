using System.Buffers.Binary;
using System.Net.Sockets;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace AgentSafetyKit.Daemon.Hosting;

/// <summary>Who is at the other end of a connection, as the kernel says (unix(7), SO_PEERCRED): only we ourselves and root, who can be us anyway, are answered. The modes of socket and folder say the same; this holds also where somebody widened them.</summary>
internal static class PeerCheck
{
    private const int SocketLevel = 1, PeerCredentials = 17, CredentialBytes = 12, UserOffset = 4;

    /// <exception cref="KitException"><see cref="ErrorCode.PermissionDenied"/>.</exception>
    public static void Require(HttpContext context)
    {
        if (context.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket || !IsAllowed(UserOf(socket), EffectiveUser.Id))
        {
            throw new KitException(
                ErrorCode.PermissionDenied, new Text("this is not your daemon", "это не ваша служба"), new Text("it answers only the user it belongs to", "она отвечает только своему пользователю"), new Text("start your own: agsekit daemon start", "запустите свою: agsekit daemon start"));
        }
    }

    public static bool IsAllowed(uint? peer, uint own) => peer is { } user && (user == own || user == 0);

    /// <summary>struct ucred: process, user, group, four bytes each.</summary>
    public static uint? UserOf(Socket socket)
    {
        Span<byte> credentials = stackalloc byte[CredentialBytes];
        return socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials) == CredentialBytes ? BinaryPrimitives.ReadUInt32LittleEndian(credentials[UserOffset..]) : null;
    }
}
