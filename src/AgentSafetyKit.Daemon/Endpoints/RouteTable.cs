using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using Microsoft.AspNetCore.Http;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>All that can be asked for.</summary>
internal sealed class RouteTable(IReadOnlyList<Route> routes)
{
    public IReadOnlyList<Route> Routes => routes;

    /// <exception cref="KitException"><see cref="ErrorCode.UnknownName"/>: no such path.</exception>
    /// <exception cref="RefusedRequest">405: not with this method.</exception>
    public (Route Route, IReadOnlyDictionary<string, string> Values) Find(string method, string path)
    {
        string allow = "";
        string[] parts = path.Split('/');
        foreach (Route route in routes)
        {
            if (route.Match(parts) is not { } values)
                continue;
            if (route.Method == method || (route.Method == "GET" && method == "HEAD"))
                return (route, values);
            allow += (allow.Length > 0 ? ", " : "") + (route.Method == "GET" ? "GET, HEAD" : route.Method);
        }

        string shown = Printable.Escape(path);
        if (allow.Length == 0)
        {
            throw new KitException(
                ErrorCode.UnknownName, new Text($"there is no {shown}", $"{shown} нет"), new Text("no resource of that name", "ресурса с таким именем нет"), new Text("see /openapi.json", "смотрите /openapi.json"));
        }

        throw new RefusedRequest(StatusCodes.Status405MethodNotAllowed, null, new KitException(
            ErrorCode.Usage,
            new Text($"{shown} does not take {Printable.Escape(method)}", $"{shown} не принимает {Printable.Escape(method)}"),
            new Text($"it takes {allow}", $"допустимо: {allow}"),
            new Text("see /openapi.json", "смотрите /openapi.json")))
        { Allow = allow };
    }
}
