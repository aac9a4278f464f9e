using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AgentSafetyKit.Daemon.Hosting;

/// <summary>The interface on a unix socket only its owner may connect to (0600, in a folder nobody else may enter).</summary>
internal sealed class UnixServer : IAsyncDisposable
{
    private readonly KestrelListener _listener;
    private readonly string _path;

    private UnixServer(KestrelListener listener, string path)
    {
        _listener = listener;
        _path = path;
    }

    /// <summary>Begins to answer. The caller is the one daemon there is: a socket that is there already is a dead one's.</summary>
    public static async Task<UnixServer> StartAsync(string path, IHttpApplication<HttpContext> front, CancellationToken cancellation)
    {
        File.Delete(path);
        var server = new UnixServer(
            await KestrelListener.StartAsync(options => options.ListenUnixSocket(path, listen => listen.Protocols = HttpProtocols.Http1), front, cancellation).ConfigureAwait(false), path);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync().ConfigureAwait(false);
        File.Delete(_path);
    }
}
