using System.Net;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AgentSafetyKit.Daemon.Page;

/// <summary>Serves the web page from the moment it is first wanted: where <c>api.listen</c> is, or on a free port of the loopback, the same one until the daemon ends.</summary>
/// <param name="time">The clock.</param>
internal sealed class PageServer(TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan LookAtSessions = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _opening = new(1, 1);
    private KestrelListener? _listener;
    private string? _api;
    private ITimer? _beat;

    public PageSessions Sessions { get; } = new(time);

    /// <summary>Where the interface listens on TCP now; null: nowhere.</summary>
    public string? ApiAddress
    {
        get => Volatile.Read(ref _api);
        set => Volatile.Write(ref _api, value);
    }

    /// <summary>Answers on a port of its own; set before anybody can ask.</summary>
    public RequestFront? Front { get; set; }

    /// <summary>Ends what goes on for those who may no longer.</summary>
    public Action? Expel { get; set; }

    /// <exception cref="KitException"><see cref="ErrorCode.ToolMissing"/>: this executable has no page; <see cref="ErrorCode.InputOutput"/>: no port can be had.</exception>
    public async Task<DashboardRecord> InviteAsync(CancellationToken cancellation)
    {
        if (!PageFiles.AreThere)
        {
            throw new KitException(
                ErrorCode.ToolMissing, new Text("there is no web page in this agsekit", "в этом agsekit нет веб-страницы"), new Text("it was built without it", "он собран без неё"), new Text("build it with ./build.sh, or take a released one", "соберите его командой ./build.sh или возьмите готовый выпуск"));
        }

        string address = ApiAddress is { } api ? $"http://{api}" : await OwnAsync(cancellation).ConfigureAwait(false);
        (string ticket, DateTimeOffset until) = Sessions.GiveTicket();
        // Behind '#': browsers keep that to themselves, and the page takes it out of the address at once.
        return new DashboardRecord($"{address}/", $"{address}/#ticket={ticket}", until);
    }

    public async ValueTask DisposeAsync()
    {
        if (_beat is not null)
            await _beat.DisposeAsync().ConfigureAwait(false);
        if (_listener is not null)
            await _listener.DisposeAsync().ConfigureAwait(false);
        _opening.Dispose();
    }

    private async Task<string> OwnAsync(CancellationToken cancellation)
    {
        await _opening.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            _listener ??= await KestrelListener.StartAsync(options => options.Listen(new IPEndPoint(IPAddress.Loopback, 0), listen => listen.Protocols = HttpProtocols.Http1), Front!, cancellation).ConfigureAwait(false);
            _beat ??= time.CreateTimer(_ => Expel?.Invoke(), null, LookAtSessions, LookAtSessions);
            return _listener.Address;
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException)
        {
            throw new KitException(
                ErrorCode.InputOutput,
                new Text("the web page can not be served", "веб-страницу не открыть"),
                Text.Verbatim(Printable.Escape((error.InnerException ?? error).Message)),
                new Text("set a port for it: 'listen: 127.0.0.1:3001' under 'api' in the configuration", "задайте для неё порт: «listen: 127.0.0.1:3001» в разделе api настроек"),
                error);
        }
        finally
        {
            _opening.Release();
        }
    }
}
