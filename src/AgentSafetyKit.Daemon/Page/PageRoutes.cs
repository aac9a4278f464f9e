using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Daemon.Endpoints;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using Microsoft.AspNetCore.Http;

namespace AgentSafetyKit.Daemon.Page;

/// <summary>What a browser asks for besides the interface: the files of the page, and to be let in. Only over TCP, and only after somebody wanted the page.</summary>
internal static class PageRoutes
{
    /// <summary>Nothing from anywhere else, nothing written into the page itself, and in nobody's frame.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private const string Entrance = "/page/session";

    /// <summary>Answered to whoever asks: the files are the same for everybody, and the entrance wants a ticket.</summary>
    public static bool IsPublic(HttpRequest request) =>
        request.Path.Value is "/" or "/favicon.svg" || request.Path.Value?.StartsWith("/assets/", StringComparison.Ordinal) == true || (request.Path.Value == Entrance && HttpMethods.IsPost(request.Method));

    public static Route[] Of(DaemonState state) =>
    [
        new Route("GET", "/", (request, cancellation) => FileAsync(request, "index.html", cancellation)),
        new Route("GET", "/favicon.svg", (request, cancellation) => FileAsync(request, "favicon.svg", cancellation)),
        new Route("GET", "/assets/{file}", (request, cancellation) => FileAsync(request, "assets/" + request.Values["file"], cancellation)),
        new Route("POST", Entrance, (request, cancellation) => EnterAsync(state, request, cancellation)),
        new Route("DELETE", Entrance, (request, _) =>
        {
            if (PageDoor.NameOf(request.Context, state.Page.Sessions) is { } name)
                state.Page.Sessions.Leave(name);
            request.Context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }),
    ];

    private static Task FileAsync(Request request, string name, CancellationToken cancellation)
    {
        byte[] content = PageFiles.Find(name) ?? throw new KitException(
            ErrorCode.UnknownName, new Text($"there is no {Printable.Escape(name)}", $"{Printable.Escape(name)} нет"), new Text("the page has no file of that name", "у страницы нет такого файла"), Text.Verbatim("agsekit dashboard"));
        IHeaderDictionary headers = request.Context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
        headers.ContentEncoding = "gzip";
        // The names of the others change with what is in them.
        headers.CacheControl = name.StartsWith("assets/", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
        return request.AnswerAsync(PageFiles.TypeOf(name), content, cancellation);
    }

    private static async Task EnterAsync(DaemonState state, Request request, CancellationToken cancellation)
    {
        PageTicketRequest wish = await request.BodyAsync(ContractRecords.Default.PageTicketRequest, cancellation).ConfigureAwait(false);
        // Asked first: a stranger does not even use the ticket up.
        if (!PeerOwner.IsOurs(request.Context) || state.Page.Sessions.Enter(wish.Ticket) is not { } session)
            throw Refused();
        HttpResponse response = request.Context.Response;
        response.Headers.CacheControl = "no-store";
        response.Headers.SetCookie = $"{PageDoor.CookieName(request.Context.Request)}={session.Cookie}; Path=/; HttpOnly; SameSite=Strict";
        await request.AnswerAsync(new PageSessionRecord(session.Key, state.Version), ContractRecords.Default.PageSessionRecord, cancellation).ConfigureAwait(false);
    }

    private static RefusedRequest Refused() => new(StatusCodes.Status403Forbidden, "ticket", new KitException(
        ErrorCode.PermissionDenied,
        new Text("this link opens nothing any more", "эта ссылка больше не действует"),
        new Text("it was used already, or is more than a minute old", "её уже открывали, или ей больше минуты"),
        Text.Verbatim("agsekit dashboard")));
}
