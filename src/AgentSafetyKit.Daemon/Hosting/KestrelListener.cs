using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentSafetyKit.Daemon.Hosting;

/// <summary>Kestrel on one address, with the limits that hold for all of them.</summary>
internal sealed class KestrelListener : IAsyncDisposable
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(2);
    private readonly ServiceProvider _parts;
    private readonly IServer _server;

    private KestrelListener(ServiceProvider parts)
    {
        _parts = parts;
        _server = parts.GetRequiredService<IServer>();
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:40001</c>, also where any free port was wanted.</summary>
    public string Address => _server.Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <param name="listen">Names the address.</param>
    /// <param name="front">Answers.</param>
    /// <param name="cancellation">Gives the start up.</param>
    /// <exception cref="IOException">The address is taken, or is not one of this computer.</exception>
    public static async Task<KestrelListener> StartAsync(Action<KestrelServerOptions> listen, IHttpApplication<HttpContext> front, CancellationToken cancellation)
    {
        var parts = new ServerParts();
        parts.UseKestrelCore();
        parts.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        parts.Services.AddSingleton<DiagnosticSource>(new DiagnosticListener("agsekit"));
        parts.Services.AddSingleton<IMeterFactory>(new SilentMeters());
        parts.Services.AddOptions();
        parts.Services.Configure<KestrelServerOptions>(options =>
        {
            Limit(options);
            listen(options);
        });
        var listener = new KestrelListener(parts.Services.BuildServiceProvider());
        try
        {
            await listener._server.StartAsync(front, cancellation).ConfigureAwait(false);
            return listener;
        }
        catch
        {
            await listener.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(EndPatience);
        await _server.StopAsync(patience.Token).ConfigureAwait(false);
        await _parts.DisposeAsync().ConfigureAwait(false);
    }

    private static void Limit(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxConcurrentConnections = 256;
        options.Limits.MaxConcurrentUpgradedConnections = 64;
        options.Limits.MaxRequestBodySize = 1 << 20;
        options.Limits.MaxRequestHeadersTotalSize = 16 << 10;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        // Kestrel waits as long for the first request of a connection: one that says nothing must not hold a place for its own two minutes.
        options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(10);
    }
}
