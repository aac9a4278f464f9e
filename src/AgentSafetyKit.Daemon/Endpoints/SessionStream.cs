using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using AgentSafetyKit.Boxes;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Processes;
using Microsoft.AspNetCore.Http;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>
/// An execution as server-sent events (WHATWG HTML, 9.2): <c>stdout</c> and <c>stderr</c> with pieces of text as they come, then <c>result</c>, or <c>problem</c>. A client that reads slowly holds
/// no more than an execution's output may be.
/// </summary>
internal sealed class SessionStream(HttpResponse response)
{
    /// <summary>So often a silent stream says that it lives.</summary>
    private static readonly TimeSpan HeartBeat = TimeSpan.FromSeconds(15);

    /// <summary>So long after the end a client has time to read what there is.</summary>
    private static readonly TimeSpan ReadingTime = TimeSpan.FromMinutes(2);

    private readonly Channel<(string Name, byte[] Data)> _frames = Channel.CreateUnbounded<(string, byte[])>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Decoder _output = Encoding.UTF8.GetDecoder(), _error = Encoding.UTF8.GetDecoder();

    public async Task RunAsync(Func<OutputHeard, Task<ExecutionResult>> execute, CancellationToken cancellation)
    {
        // What fails at once has a status of its own.
        Task<ExecutionResult> work = execute(Hear);
        Task first = await Task.WhenAny(work, _frames.Reader.WaitToReadAsync(cancellation).AsTask(), Task.Delay(TimeSpan.FromMilliseconds(200), cancellation)).ConfigureAwait(false);
        if (first == work && !work.IsCompletedSuccessfully)
            await work.ConfigureAwait(false);
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        await response.StartAsync(cancellation).ConfigureAwait(false);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task end = EndAsync(work, reading);
        try
        {
            await WriteAsync(reading.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // It does not read.
            response.HttpContext.Abort();
        }
        finally
        {
            // It is being ended where nobody listens any more.
            await end.ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        Task<bool> more = _frames.Reader.WaitToReadAsync(cancellation).AsTask();
        while (true)
        {
            if (await Task.WhenAny(more, Task.Delay(HeartBeat, cancellation)).ConfigureAwait(false) != more)
            {
                await response.Body.WriteAsync(":\n\n"u8.ToArray(), cancellation).ConfigureAwait(false);
                await response.Body.FlushAsync(cancellation).ConfigureAwait(false);
                continue;
            }

            if (!await more.ConfigureAwait(false))
                return;
            while (_frames.Reader.TryRead(out (string Name, byte[] Data) frame))
            {
                await response.Body.WriteAsync(Encoding.ASCII.GetBytes($"event: {frame.Name}\ndata: "), cancellation).ConfigureAwait(false);
                await response.Body.WriteAsync(frame.Data, cancellation).ConfigureAwait(false);
                await response.Body.WriteAsync("\n\n"u8.ToArray(), cancellation).ConfigureAwait(false);
            }

            await response.Body.FlushAsync(cancellation).ConfigureAwait(false);
            more = _frames.Reader.WaitToReadAsync(cancellation).AsTask();
        }
    }

    private async Task EndAsync(Task<ExecutionResult> work, CancellationTokenSource reading)
    {
        try
        {
            ExecutionResult result = await work.ConfigureAwait(false);
            _frames.Writer.TryWrite(("result", JsonSerializer.SerializeToUtf8Bytes(ExecutionRecord.End(result), ContractRecords.Default.ExecutionRecord)));
        }
        catch (KitException error)
        {
            _frames.Writer.TryWrite(("problem", JsonSerializer.SerializeToUtf8Bytes(Problems.Of(error, Request.LanguageOf(response.HttpContext)), ContractRecords.Default.ProblemResponse)));
        }
        catch (OperationCanceledException)
        {
            // Nobody listens.
        }
        finally
        {
            _frames.Writer.TryComplete();
            reading.CancelAfter(ReadingTime);
        }
    }

    private void Hear(bool isError, ReadOnlySpan<byte> bytes)
    {
        Decoder decoder = isError ? _error : _output;
        char[] letters = new char[bytes.Length + 1];
        int count = decoder.GetChars(bytes, letters, flush: false);
        if (count > 0)
            _frames.Writer.TryWrite((isError ? "stderr" : "stdout", JsonSerializer.SerializeToUtf8Bytes(new OutputRecord(new string(letters, 0, count)), ContractRecords.Default.OutputRecord)));
    }
}
