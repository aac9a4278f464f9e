using System.Diagnostics;
using AgentSafetyKit.Daemon.Endpoints;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AgentSafetyKit.Daemon.Hosting;

/// <summary>Takes each request to its route, and makes of every failure a problem a program can read (RFC 9457).</summary>
/// <param name="routes">What there is.</param>
/// <param name="counts">Of the answers.</param>
/// <param name="door">Lets in whoever may ask, and throws at others.</param>
/// <param name="unexpected">Told of bugs of ours.</param>
/// <param name="detail">Told of each answer.</param>
internal sealed class RequestFront(RouteTable routes, RequestCounts counts, Action<HttpContext> door, Action<Exception> unexpected, Action<string>? detail = null) : IHttpApplication<HttpContext>
{
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public async Task ProcessRequestAsync(HttpContext context)
    {
        string route = "none";
        long begin = Stopwatch.GetTimestamp();
        try
        {
            door(context);
            (Route found, IReadOnlyDictionary<string, string> values) = routes.Find(context.Request.Method, context.Request.Path.Value ?? "/");
            route = found.Path;
            RequireKnown(context.Request.Query, found);
            await found.Answer(new Request(context, values), context.RequestAborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            await Problems.WriteAsync(context, Told(error)).ConfigureAwait(false);
        }
        finally
        {
            counts.Add(route, context.Response.StatusCode);
            detail?.Invoke($"{Printable.Escape(context.Request.Method)} {route} {context.Response.StatusCode} in {Stopwatch.GetElapsedTime(begin).TotalMilliseconds:0} ms");
        }
    }

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        if (exception is not (null or ConnectionResetException or OperationCanceledException))
            unexpected(exception);
    }

    /// <exception cref="RefusedRequest">400.</exception>
    private static void RequireKnown(IQueryCollection query, Route route)
    {
        foreach (string name in query.Keys.Where(name => !route.Query.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            string known = string.Join(", ", route.Query);
            throw RefusedRequest.Of(StatusCodes.Status400BadRequest, name, known.Length == 0 ? new Text("there are no parameters here", "здесь нет параметров") : new Text($"the parameters here are: {known}", $"допустимые параметры: {known}"));
        }
    }

    private Exception Told(Exception error)
    {
        if (error is KitException or RefusedRequest)
            return error;
        if (error is BadHttpRequestException bad)
            return bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? RefusedRequest.Of(bad.StatusCode, "body", new Text("it is too large", "оно слишком большое")) : RefusedRequest.Of(bad.StatusCode, null, Text.Verbatim(Printable.Escape(error.Message)));
        unexpected(error);
        return error;
    }
}
