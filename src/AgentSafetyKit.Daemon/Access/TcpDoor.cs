using System.Collections.Concurrent;
using System.Globalization;
using AgentSafetyKit.Daemon.Endpoints;
using AgentSafetyKit.Daemon.Page;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using Microsoft.AspNetCore.Http;

namespace AgentSafetyKit.Daemon.Access;

/// <summary>
/// Who may ask over TCP, where anybody on this computer can connect: whoever names us as ourselves and shows a token. Of pages only our own, from a browser that was let in (<see cref="PageDoor"/>): another one can not give the headers, and is never allowed to (no CORS).
/// </summary>
internal sealed class TcpDoor(ApiTokenStore tokens, PageSessions page, TimeProvider time)
{
    private const string Scheme = "Bearer ";
    private readonly FailedTries _failed = new(time);
    private readonly ConcurrentDictionary<HttpContext, string> _inside = new();

    /// <exception cref="RefusedRequest">401, 403, 429.</exception>
    public void Require(HttpContext context)
    {
        if (!AllowedHosts.Allows(context.Request.Headers.Host.ToString()))
            throw Foreign("Host", new Text("it does not name this computer as itself: 127.0.0.1, [::1] or localhost", "он не называет этот компьютер: допустимо 127.0.0.1, [::1] или localhost"));
        if (!AllowedHosts.AllowsOrigin(context.Request.Headers.Origin.ToString()))
            throw Foreign("Origin", new Text("pages of the web are not answered", "страницам из сети служба не отвечает"));
        if (page.IsWanted && PageRoutes.IsPublic(context.Request))
        {
            if (!HttpMethods.IsGet(context.Request.Method) && PageDoor.IsForeign(context.Request))
                throw Foreign("Origin", new Text("another page asks", "запрос с другой страницы"));
            return;
        }

        string given = context.Request.Headers.Authorization.ToString();
        if (given.Length == 0 && page.IsWanted && PageDoor.NameOf(context, page) is { } session)
        {
            Enter(context, session);
            return;
        }

        ApiToken? token = given.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? tokens.Find(given[Scheme.Length..].Trim()) : null;
        if (token is null)
            throw Stranger(given.Length > 0);
        SessionClient.Note(context, token);
        Enter(context, token.Hash);
    }

    private void Enter(HttpContext context, string name)
    {
        _inside[context] = name;
        context.Response.OnCompleted(() =>
        {
            _inside.TryRemove(context, out _);
            return Task.CompletedTask;
        });
    }

    /// <summary>Ends what goes on for tokens that are no more.</summary>
    public void ExpelRemoved()
    {
        if (_inside.IsEmpty)
            return;
        HashSet<string> valid = [.. Valid(), .. page.Open];
        foreach ((HttpContext context, string hash) in _inside)
        {
            if (!valid.Contains(hash))
                context.Abort();
        }
    }

    private IEnumerable<string> Valid()
    {
        try
        {
            return tokens.All().Select(token => token.Hash);
        }
        catch (Exception error) when (error is KitException or SystemCallException)
        {
            return [];
        }
    }

    private RefusedRequest Stranger(bool gaveSomething)
    {
        var how = new Text("agsekit token add NAME\nand with each request: Authorization: Bearer TOKEN", "agsekit token add ИМЯ\nи в каждом запросе: Authorization: Bearer ТОКЕН");
        if (_failed.Add() is { } wait)
        {
            var later = new KitException(ErrorCode.PermissionDenied, new Text("too many tries without a right token", "слишком много попыток без верного токена"), new Text($"more than {FailedTries.Most} in a minute", $"больше {FailedTries.Most} за минуту"), how);
            return new RefusedRequest(StatusCodes.Status429TooManyRequests, "Authorization", later) { RetryAfter = ((int)wait.TotalSeconds + 1).ToString(CultureInfo.InvariantCulture) };
        }

        return new RefusedRequest(StatusCodes.Status401Unauthorized, "Authorization", new KitException(
            ErrorCode.PermissionDenied,
            new Text("over TCP a token is needed", "по TCP нужен токен"),
            gaveSomething ? new Text("what was given is none of the tokens there are", "то, что указано, — не один из действующих токенов") : new Text("none was given", "он не указан"),
            how));
    }

    private static RefusedRequest Foreign(string header, Text cause) => new(StatusCodes.Status403Forbidden, header, new KitException(
        ErrorCode.PermissionDenied, new Text($"the header '{header}' is refused", $"заголовок «{header}» отклонён"), cause, new Text("ask at http://127.0.0.1 and the port of api.listen", "обращайтесь по http://127.0.0.1 и порту из api.listen")));
}
