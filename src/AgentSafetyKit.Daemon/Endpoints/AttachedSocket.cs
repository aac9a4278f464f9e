using System.Net.WebSockets;
using System.Text.Json;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>
/// One client at a run's terminal. Binary messages are bytes of the terminal, both ways; text messages are JSON: <see cref="TerminalResize"/> from the client, <see cref="TerminalEnd"/> to it. When the
/// client goes away the agent goes on.
/// </summary>
/// <param name="socket">The client.</param>
/// <param name="terminal">What shows the agent.</param>
/// <param name="readOnly">The client's keys go nowhere.</param>
/// <param name="ending">The daemon ends.</param>
internal sealed class AttachedSocket(WebSocket socket, TerminalCommand terminal, bool readOnly, CancellationToken ending)
{
    public const int LargestSide = 1000;
    private const int SmallestSide = 2, Piece = 16 << 10, LongestText = 1024;
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(3);

    public static bool IsSize(int columns, int rows) => columns is >= SmallestSide and <= LargestSide && rows is >= SmallestSide and <= LargestSide;

    public async Task RunAsync(RunAttachment attachment, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, ending);
        Task<(WebSocketCloseStatus Status, string Why)?> listening = ListenAsync(over.Token);
        Task showing = ShowAsync(over.Token), asked = Task.Delay(Timeout.Infinite, either.Token);
        try
        {
            Task first = await Task.WhenAny(listening, showing, asked).ConfigureAwait(false);
            if (first == asked)
            {
                await CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "the daemon ends").ConfigureAwait(false);
            }
            else if (first == showing)
            {
                await showing.ConfigureAwait(false);
                await TellEndAsync(attachment, either.Token).ConfigureAwait(false);
            }
            else
            {
                (WebSocketCloseStatus status, string why) = await listening.ConfigureAwait(false) ?? (WebSocketCloseStatus.NormalClosure, "");
                await CloseAsync(status, why).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException)
        {
            // The client is gone, without a word.
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await terminal.DisposeAsync().ConfigureAwait(false);
            await Task.WhenAll(listening, showing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>From the client, until it closes (null), or says what it may not.</summary>
    private async Task<(WebSocketCloseStatus Status, string Why)?> ListenAsync(CancellationToken cancellation)
    {
        var buffer = new byte[Piece];
        var text = new MemoryStream();
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult got = await socket.ReceiveAsync(buffer.AsMemory(), cancellation).ConfigureAwait(false);
                if (got.MessageType == WebSocketMessageType.Close)
                    return null;
                if (got.MessageType == WebSocketMessageType.Binary)
                {
                    if (!readOnly)
                        await Apart(() => terminal.Write(buffer.AsSpan(0, got.Count))).ConfigureAwait(false);
                    continue;
                }

                text.Write(buffer, 0, got.Count);
                if (text.Length > LongestText)
                    return (WebSocketCloseStatus.MessageTooBig, "a text message is short here");
                if (!got.EndOfMessage)
                    continue;
                if (!Obey(text.ToArray()))
                    return (WebSocketCloseStatus.PolicyViolation, "not {\"type\":\"resize\",\"columns\":80,\"rows\":24}");
                text.SetLength(0);
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException)
        {
            return null;
        }
    }

    private bool Obey(byte[] text)
    {
        try
        {
            if (JsonSerializer.Deserialize(text, ContractRecords.Default.TerminalResize) is not { Type: "resize" } size || !IsSize(size.Columns, size.Rows))
                return false;
            terminal.Resize(size.Columns, size.Rows);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>To the client, until the terminal ends. A client that does not read holds up only its own view.</summary>
    private async Task ShowAsync(CancellationToken cancellation)
    {
        var buffer = new byte[Piece];
        while (true)
        {
            int count = 0;
            await Apart(() => count = terminal.Read(buffer)).ConfigureAwait(false);
            if (count == 0)
                return;
            await socket.SendAsync(buffer.AsMemory(0, count), WebSocketMessageType.Binary, endOfMessage: true, cancellation).ConfigureAwait(false);
        }
    }

    private async Task TellEndAsync(RunAttachment attachment, CancellationToken cancellation)
    {
        try
        {
            await attachment.Guest.RequireUnbrokenAsync(await terminal.Exit.WaitAsync(cancellation).ConfigureAwait(false)).ConfigureAwait(false);
            GuestVerdict verdict = await attachment.LookAsync(cancellation).ConfigureAwait(false);
            bool runs = verdict.State == GuestVerdictState.Alive;
            byte[] said = JsonSerializer.SerializeToUtf8Bytes(new TerminalEnd("end", runs ? "running" : "ended", runs ? null : verdict.Code), ContractRecords.Default.TerminalEnd);
            await socket.SendAsync(said, WebSocketMessageType.Text, endOfMessage: true, cancellation).ConfigureAwait(false);
            await CloseAsync(WebSocketCloseStatus.NormalClosure, "").ConfigureAwait(false);
        }
        catch (KitException)
        {
            await CloseAsync(WebSocketCloseStatus.InternalServerError, "the connection to the VM broke; the agent goes on").ConfigureAwait(false);
        }
    }

    private async Task CloseAsync(WebSocketCloseStatus status, string why)
    {
        using var limit = new CancellationTokenSource(CloseLimit);
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            await socket.CloseOutputAsync(status, why, limit.Token).ConfigureAwait(false);
    }

    /// <summary>Reading and writing a terminal blocks: on a thread of their own they hold up no request.</summary>
    private static Task Apart(Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
