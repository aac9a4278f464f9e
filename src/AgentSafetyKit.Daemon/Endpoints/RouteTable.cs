using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>All that can be asked for.</summary>
internal sealed class RouteTable(IReadOnlyList<Route> routes)
{
    public IReadOnlyList<Route> Routes => routes;

    /// <exception cref="KitException"><see cref="ErrorCode.UnknownName"/>: no such path; <see cref="ErrorCode.Usage"/>: not with this method.</exception>
    public (Route Route, IReadOnlyDictionary<string, string> Values) Find(string method, string path)
    {
        bool isThere = false;
        foreach (Route route in routes)
        {
            if (route.Match(path) is not { } values)
                continue;
            isThere = true;
            if (route.Method == method || (route.Method == "GET" && method == "HEAD"))
                return (route, values);
        }

        string shown = Printable.Escape(path);
        throw isThere
            ? new KitException(
                ErrorCode.Usage,
                new Text($"{shown} does not take {Printable.Escape(method)}", $"{shown} не принимает {Printable.Escape(method)}"),
                new Text("it is there for another method", "он есть, но для другого метода"),
                new Text("see /openapi.json", "смотрите /openapi.json"))
            : new KitException(
                ErrorCode.UnknownName,
                new Text($"there is no {shown}", $"{shown} нет"),
                new Text("no resource of that name", "ресурса с таким именем нет"),
                new Text("see /openapi.json", "смотрите /openapi.json"));
    }
}
