using Microsoft.AspNetCore.Http;

namespace AgentSafetyKit.Daemon.Page;

/// <summary>How a request proves that it comes from our own page, in a browser that was let in.</summary>
internal static class PageDoor
{
    /// <summary>No page of another origin can send it: for that it would have to be allowed to (CORS), and none ever is.</summary>
    public const string KeyHeader = "X-Agsekit-Page";

    /// <summary>WebSockets can not have headers: there the key is one of the subprotocols offered.</summary>
    public const string Protocol = "agsekit", KeyProtocol = "agsekit.key.";

    /// <summary>Cookies know no ports: daemons of other users and tests have others.</summary>
    public static string CookieName(HttpRequest request) => $"agsekit_page_{request.Host.Port ?? 80}";

    /// <summary>The browser says that another page asks, be it one of another port.</summary>
    public static bool IsForeign(HttpRequest request)
    {
        string origin = request.Headers.Origin.ToString(), site = request.Headers["Sec-Fetch-Site"].ToString();
        return (origin.Length > 0 && origin != $"http://{request.Headers.Host}") || !(site is "" or "same-origin" or "none");
    }

    /// <summary>The session a request belongs to; null: none.</summary>
    public static string? NameOf(HttpContext context, PageSessions sessions)
    {
        HttpRequest request = context.Request;
        string cookie = request.Cookies[CookieName(request)] ?? "", key = request.Headers[KeyHeader].ToString();
        if (key.Length == 0)
            key = request.Headers.SecWebSocketProtocol.ToString().Split(',', StringSplitOptions.TrimEntries).FirstOrDefault(word => word.StartsWith(KeyProtocol, StringComparison.Ordinal))?[KeyProtocol.Length..] ?? "";
        return cookie.Length > 0 && key.Length > 0 && !IsForeign(request) ? sessions.Find(cookie, key) : null;
    }
}
