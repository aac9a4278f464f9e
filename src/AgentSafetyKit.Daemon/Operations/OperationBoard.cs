using System.Security.Cryptography;
using System.Text.Json;
using AgentSafetyKit.Daemon.Endpoints;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Events;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Daemon.Operations;

/// <summary>The operations: those that go on and the last that have ended. What became of each is also an event.</summary>
/// <param name="voice">Tells of them.</param>
/// <param name="ending">The daemon ends: so do they.</param>
internal sealed class OperationBoard(DaemonVoice voice, CancellationToken ending)
{
    private const int MostRunning = 32, MostEnded = 100;

    /// <summary>Of all results together: a daemon that looks after backups does not grow with what it is asked.</summary>
    private const long MostOfResults = 8 << 20;

    private readonly List<Operation> _all = [];

    /// <summary>The newest first.</summary>
    public IReadOnlyList<Operation> All
    {
        get
        {
            lock (_all)
                return [.. Enumerable.Reverse(_all)];
        }
    }

    public Operation? Find(string id)
    {
        lock (_all)
            return _all.Find(operation => operation.Id == id);
    }

    /// <summary>Begins the work and returns.</summary>
    /// <param name="kind">Stable, such as <c>vm.create</c>.</param>
    /// <param name="target">What it is done to; safe to print.</param>
    /// <param name="work">What it answers is its result.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.Busy"/>: too many go on.</exception>
    public Operation Begin(string kind, string target, Func<IProgress<WorkProgress>, CancellationToken, Task<JsonElement?>> work)
    {
        var cancel = CancellationTokenSource.CreateLinkedTokenSource(ending);
        var operation = new Operation(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), kind, target, voice.Now, cancel);
        lock (_all)
        {
            if (_all.Count(each => each.EndedAt is null) >= MostRunning)
                throw Full();
            _all.Add(operation);
            while (_all.Count(each => each.EndedAt is not null) > MostEnded)
                _all.Remove(_all.Find(each => each.EndedAt is not null)!);
        }

        Tell(operation, "operation.started", EventLevel.Info, new Text("begun", "начато"), null);
        operation.Work = Task.Run(() => RunAsync(operation, work, cancel), CancellationToken.None);
        return operation;
    }

    /// <summary>Waits until all have ended after they were asked to, or for so long.</summary>
    public async Task EndAsync(TimeSpan patience)
    {
        Task all = Task.WhenAll(All.Select(operation => operation.Work));
        await Task.WhenAny(all, Task.Delay(patience)).ConfigureAwait(false);
    }

    private async Task RunAsync(Operation operation, Func<IProgress<WorkProgress>, CancellationToken, Task<JsonElement?>> work, CancellationTokenSource cancel)
    {
        KitException? failure = null;
        JsonElement? result = null;
        try
        {
            result = await work(operation, cancel.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            failure = new KitException(ErrorCode.Cancelled, new Text("the work was ended", "работа прервана"), ending.IsCancellationRequested ? new Text("the daemon ends", "служба завершается") : new Text("somebody asked for that", "об этом попросили"), Text.None);
        }
        catch (KitException error)
        {
            failure = error;
        }
#pragma warning disable CA1031 // What went wrong in an operation is told of it, and ends nothing else.
        catch (Exception error)
#pragma warning restore CA1031
        {
            voice.TellOfBug(error);
            failure = Problems.BugOf(error);
        }

        operation.End(voice.Now, result, failure);
        ForgetOldResults(operation);
        if (failure is null)
            Tell(operation, "operation.done", EventLevel.Info, new Text("done", "выполнено"), null);
        else
            Tell(operation, failure.Code == ErrorCode.Cancelled ? "operation.cancelled" : "operation.failed", failure.Code == ErrorCode.Cancelled ? EventLevel.Warning : EventLevel.Error, new Text($"{failure.What.English}: {failure.Cause.English}", $"{failure.What.Russian}: {failure.Cause.Russian}"), failure);
        cancel.Dispose();
    }

    /// <summary>The newest is never forgotten: somebody waits for it.</summary>
    private void ForgetOldResults(Operation newest)
    {
        lock (_all)
        {
            long together = _all.Sum(each => each.ResultLength);
            foreach (Operation each in _all.Where(each => each != newest && each.ResultLength > 0).OrderBy(each => each.EndedAt))
            {
                if (together <= MostOfResults)
                    return;
                together -= each.ResultLength;
                each.Forget();
            }
        }
    }

    private void Tell(Operation operation, string kind, EventLevel level, Text what, KitException? failure) => voice.Tell(new KitEvent
    {
        Timestamp = voice.Now,
        Kind = kind,
        Level = level,
        Service = $"operation:{operation.Id}",
        Code = failure is null ? null : JsonNamingPolicy.CamelCase.ConvertName(failure.Code.ToString()),
        Message = $"{operation.Kind} {operation.Target}: {what.English}",
        MessageRu = $"{operation.Kind} {operation.Target}: {what.Russian}",
    });

    private static KitException Full() => new(
        ErrorCode.Busy,
        new Text("no more work is taken now", "новая работа сейчас не принимается"),
        new Text($"{MostRunning} operations go on already", $"уже выполняется операций: {MostRunning}"),
        new Text("wait for one, or cancel one: DELETE /v1/operations/{id}", "дождитесь одной из них или прервите: DELETE /v1/operations/{id}"));
}
