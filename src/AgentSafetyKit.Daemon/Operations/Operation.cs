using System.Text.Json;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Daemon.Endpoints;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Daemon.Operations;

/// <summary>One piece of work that somebody asked for over the interface and does not wait for. Goes on when that one hangs up; ends with the daemon.</summary>
internal sealed class Operation(string id, string kind, string target, DateTimeOffset startedAt, CancellationTokenSource cancel) : IProgress<WorkProgress>
{
    private readonly Lock _changing = new();
    private WorkProgress _progress;
    private bool _isCancelling;
    private KitException? _failure;
    private JsonElement? _result;
    private bool _isForgotten;

    public string Id => id;

    public string Kind => kind;

    public string Target => target;

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>How much memory what came of it takes, about.</summary>
    public long ResultLength { get; private set; }

    /// <summary>Done when the work has ended, whatever became of it.</summary>
    public Task Work { get; set; } = Task.CompletedTask;

    public void Report(WorkProgress value)
    {
        lock (_changing)
            _progress = value;
    }

    /// <summary>Asks it to end; it says itself when it has.</summary>
    public void Cancel()
    {
        lock (_changing)
        {
            if (EndedAt is not null)
                return;
            _isCancelling = true;
        }

        cancel.Cancel();
    }

    public void End(DateTimeOffset at, JsonElement? result, KitException? failure)
    {
        lock (_changing)
            (EndedAt, _result, _failure, ResultLength) = (at, result, failure, result?.GetRawText().Length ?? 0);
    }

    /// <summary>Its result is forgotten; that it ended, and how, is not.</summary>
    public void Forget()
    {
        lock (_changing)
            (_result, ResultLength, _isForgotten) = (null, 0, true);
    }

    /// <param name="language">Of its words.</param>
    /// <param name="withResult">Also what came of it, which may be long.</param>
    public OperationRecord Record(Language language, bool withResult = true)
    {
        lock (_changing)
        {
            string state = EndedAt is null ? _isCancelling ? "cancelling" : "running" : _failure is null ? "done" : _failure.Code == ErrorCode.Cancelled ? "cancelled" : "failed";
            ProgressRecord? progress = _progress.Doing.IsEmpty ? null : new ProgressRecord(_progress.Doing.In(language), _progress.Done, _progress.Total, JsonNamingPolicy.CamelCase.ConvertName(_progress.Unit.ToString()));
            return new OperationRecord(id, kind, target, state, startedAt, EndedAt, progress, _failure is null ? null : Problems.Of(_failure, language), withResult ? _result : null, _isForgotten);
        }
    }
}
