using System.Net.WebSockets;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Sessions;
using Microsoft.AspNetCore.Http;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary><c>/v1/runs/{id}/attach</c>: the terminal of a run at work, over a WebSocket.</summary>
internal static class AttachRoute
{
    private const int UsualColumns = 80, UsualRows = 24;

    public static async Task AnswerAsync(DaemonState state, Request request, CancellationToken cancellation)
    {
        WebSocketUpgrade.Require(request.Context);
        bool readOnly = request.Flag("readOnly");
        (int columns, int rows) = (request.Number("columns", UsualColumns, AttachedSocket.LargestSide), request.Number("rows", UsualRows, AttachedSocket.LargestSide));
        if (!AttachedSocket.IsSize(columns, rows))
            throw RefusedRequest.Of(StatusCodes.Status400BadRequest, "columns", new Text("the window is too small", "окно слишком мало"));
        RunRecord run = await state.Kit.RunOrders.RequireDetachedAsync(request.Values["id"], cancellation).ConfigureAwait(false);
        RunAttachment attachment = await RunAttachment.OpenAsync(state.Kit.Machines, run, readOnly, cancellation).ConfigureAwait(false) ?? throw Over(run);
        // What a daemon's own terminal is says nothing of the client's.
        CommandSpec command = attachment.Command with { Environment = attachment.Command.Environment.SetItem("TERM", "xterm-256color") };
        using IDisposable place = state.Streams.Take();
        using WebSocket socket = await WebSocketUpgrade.AcceptAsync(request.Context).ConfigureAwait(false);
        TerminalCommand terminal = TerminalCommand.Start(command, columns, rows);
        await using (terminal.ConfigureAwait(false))
            await new AttachedSocket(socket, terminal, readOnly, state.Ending).RunAsync(attachment, cancellation).ConfigureAwait(false);
    }

    private static KitException Over(RunRecord run) => new(
        ErrorCode.Busy,
        new Text($"run {run.Id} can not be shown", $"запуск {run.Id} нельзя показать"),
        run.EndedAt is null ? new Text("its agent has not been started yet", "его агент ещё не запущен") : new Text("its agent has ended", "его агент завершился"),
        Text.Verbatim($"GET /v1/runs/{run.Id}/logs"));
}
