using System.Globalization;
using AgentSafetyKit.Daemon.Access;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using Microsoft.AspNetCore.Http;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>Who asks for sessions.</summary>
/// <param name="Name">The token's; empty: the owner of the socket, who sees those of all.</param>
/// <param name="MostSessions">Null: as many as there may be.</param>
internal sealed record SessionClient(string Name, int? MostSessions)
{
    public bool Sees(string owner) => Name.Length == 0 || owner == Name;

    /// <summary>Notes who asks; over the socket nobody is noted.</summary>
    public static void Note(HttpContext context, ApiToken token) => context.Items[typeof(SessionClient)] = new SessionClient(token.Name, token.MaxSessions);

    public static SessionClient Of(HttpContext context) => context.Items.TryGetValue(typeof(SessionClient), out object? noted) && noted is SessionClient client ? client : new SessionClient("", null);

    public static RefusedRequest TooMany(TimeSpan wait, Text what, Text cause) => new(StatusCodes.Status429TooManyRequests, null, new KitException(
        ErrorCode.Busy, what, cause, new Text("try again after the time of the header Retry-After", "повторите через время из заголовка Retry-After")))
    { RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture) };
}
