using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using AgentSafetyKit.Daemon.Page;
using AgentSafetyKit.Primitives;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>From a request to a WebSocket (RFC 6455, 4.2). No subprotocol but that of our own page, no extension: what a terminal says is short.</summary>
internal static class WebSocketUpgrade
{
    private const string Version = "13";
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <exception cref="RefusedRequest">426, 400: it asks for something else.</exception>
    public static void Require(HttpContext context)
    {
        IHeaderDictionary headers = context.Request.Headers;
        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } || !headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase))
            throw NotOne("Upgrade", new Text("a WebSocket is spoken here", "здесь говорят по WebSocket"));
        if (headers.SecWebSocketVersion != Version)
            throw NotOne("Sec-WebSocket-Version", new Text($"version {Version} is spoken here", $"здесь понимают версию {Version}"));
        Span<byte> key = stackalloc byte[16];
        if (!Convert.TryFromBase64String(headers.SecWebSocketKey.ToString(), key, out int length) || length != key.Length)
            throw RefusedRequest.Of(StatusCodes.Status400BadRequest, "Sec-WebSocket-Key", new Text("it is 16 bytes in base64", "это 16 байт в base64"));
    }

    /// <summary>After <see cref="Require"/>.</summary>
    public static async Task<WebSocket> AcceptAsync(HttpContext context)
    {
        string key = context.Request.Headers.SecWebSocketKey.ToString().Trim();
        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.SecWebSocketAccept = Accept(key);
        bool isPage = context.Request.Headers.SecWebSocketProtocol.ToString().Split(',', StringSplitOptions.TrimEntries).Contains(PageDoor.Protocol, StringComparer.Ordinal);
        if (isPage)
            context.Response.Headers.SecWebSocketProtocol = PageDoor.Protocol;
        Stream stream = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync().ConfigureAwait(false);
        return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = KeepAlive, SubProtocol = isPage ? PageDoor.Protocol : null });
    }

#pragma warning disable CA5350 // RFC 6455 asks for SHA-1: it proves that the request was understood, and protects nothing.
    private static string Accept(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350

    private static RefusedRequest NotOne(string header, Text cause) => RefusedRequest.Of(StatusCodes.Status426UpgradeRequired, header, cause);
}
