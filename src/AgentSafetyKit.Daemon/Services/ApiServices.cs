using System.Net;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Access;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Supervision;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AgentSafetyKit.Daemon.Services;

/// <summary>The interface over TCP, where the configuration wants it. A taken address is tried again like any service that fails.</summary>
internal sealed class ApiServices(DaemonState state, RequestFront front, TcpDoor door) : IServiceSource
{
    private static readonly TimeSpan LookAtTokens = TimeSpan.FromSeconds(1);

    public IEnumerable<ServiceSpec> Wanted(KitConfig config) => config.Api.Listen is { IsLoopback: true } address ? [new ServiceSpec($"api:{address}", "", stop => ListenAsync(address, stop))] : [];

    private async Task ListenAsync(PortAddress address, CancellationToken stop)
    {
        await using KestrelListener listener = await StartAsync(address, front, stop).ConfigureAwait(false);
        state.Page.ApiAddress = address.ToString();
        try
        {
            using var beat = new PeriodicTimer(LookAtTokens, state.Kit.Time);
            while (await beat.WaitForNextTickAsync(stop).ConfigureAwait(false))
                door.ExpelRemoved();
        }
        finally
        {
            // Unless the next one of another address is there already.
            if (state.Page.ApiAddress == address.ToString())
                state.Page.ApiAddress = null;
        }
    }

    private static async Task<KestrelListener> StartAsync(PortAddress address, RequestFront front, CancellationToken stop)
    {
        IPAddress place = IPAddress.TryParse(address.Host, out IPAddress? given) ? given : IPAddress.Loopback;
        try
        {
            return await KestrelListener.StartAsync(options => options.Listen(new IPEndPoint(place, address.Port), listen => listen.Protocols = HttpProtocols.Http1), front, stop).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException)
        {
            throw new KitException(
                ErrorCode.InputOutput,
                new Text($"the interface can not be opened at {address}", $"интерфейс не открыть по адресу {address}"),
                Text.Verbatim(Printable.Escape((error.InnerException ?? error).Message)),
                new Text("choose another port for api.listen, or end the program that has this one", "выберите другой порт в api.listen или завершите программу, которая его занимает"),
                error);
        }
    }
}
