using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentSafetyKit.Daemon.Hosting;

/// <summary>Kestrel on a unix socket only its owner may connect to (0600, in a folder nobody else may enter).</summary>
internal sealed class UnixServer : IAsyncDisposable
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(2);
    private readonly ServiceProvider _parts;
    private readonly IServer _server;
    private readonly string _path;

    private UnixServer(ServiceProvider parts, string path)
    {
        _parts = parts;
        _path = path;
        _server = parts.GetRequiredService<IServer>();
    }

    /// <summary>Begins to answer. The caller is the one daemon there is: a socket that is there already is a dead one's.</summary>
    public static async Task<UnixServer> StartAsync(string path, IHttpApplication<HttpContext> front, CancellationToken cancellation)
    {
        File.Delete(path);
        var parts = new ServerParts();
        parts.UseKestrelCore();
        parts.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        parts.Services.AddSingleton<DiagnosticSource>(new DiagnosticListener("agsekit"));
        parts.Services.AddSingleton<IMeterFactory>(new SilentMeters());
        parts.Services.AddOptions();
        parts.Services.Configure<KestrelServerOptions>(options => Limit(options, path));
        var server = new UnixServer(parts.Services.BuildServiceProvider(), path);
        try
        {
            await server._server.StartAsync(front, cancellation).ConfigureAwait(false);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(EndPatience);
        await _server.StopAsync(patience.Token).ConfigureAwait(false);
        await _parts.DisposeAsync().ConfigureAwait(false);
        File.Delete(_path);
    }

    private static void Limit(KestrelServerOptions options, string path)
    {
        options.AddServerHeader = false;
        options.Limits.MaxConcurrentConnections = 256;
        options.Limits.MaxRequestBodySize = 1 << 20;
        options.Limits.MaxRequestHeadersTotalSize = 16 << 10;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        options.ListenUnixSocket(path, listen => listen.Protocols = HttpProtocols.Http1);
    }
}
