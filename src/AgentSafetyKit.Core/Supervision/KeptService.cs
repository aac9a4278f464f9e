using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Supervision;

/// <summary>One service of a <see cref="Supervisor"/>: begun, and begun again after each failure, until it is stopped.</summary>
internal sealed class KeptService : IDisposable
{
    private readonly TimeProvider _time;
    private readonly Action<ServiceView> _tell;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;
    private volatile ServiceView _view;

    public KeptService(ServiceSpec spec, TimeProvider time, Action<ServiceView> tell)
    {
        Spec = spec;
        _time = time;
        _tell = tell;
        _view = new ServiceView(spec.Name, ServiceState.Running, time.GetUtcNow(), 0, null, null);
        _running = Task.Run(RunAsync);
    }

    public ServiceSpec Spec { get; }

    public ServiceView View => _view;

    /// <summary>Asks it to end, and waits until it has.</summary>
    public async Task StopAsync()
    {
        Enter(_view with { State = ServiceState.Stopping, NextTry = null });
        await _end.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
    }

    /// <summary>When it has ended.</summary>
    public void Dispose() => _end.Dispose();

    private async Task RunAsync()
    {
        var backOff = new BackOff();
        while (!_end.IsCancellationRequested)
        {
            long began = _time.GetTimestamp();
            KitException failure = await TryAsync().ConfigureAwait(false);
            if (_end.IsCancellationRequested)
                return;
            TimeSpan pause = backOff.Next(_time.GetElapsedTime(began));
            Enter(_view with { State = ServiceState.Waiting, Failure = failure, NextTry = _time.GetUtcNow() + pause });
            try
            {
                await Task.Delay(pause, _time, _end.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            Enter(_view with { State = ServiceState.Running, Restarts = _view.Restarts + 1, NextTry = null });
        }
    }

    private async Task<KitException> TryAsync()
    {
        try
        {
            await Spec.Work(_end.Token).ConfigureAwait(false);
            return EndedByItself();
        }
        catch (KitException expected)
        {
            return expected;
        }
        catch (Exception error)
        {
            // Also what is a bug of ours: one service that breaks down must not take the others with it.
            return Unexpected(error);
        }
    }

    private void Enter(ServiceView view)
    {
        if (_view.State == ServiceState.Stopping)
            return;
        _view = view with { Since = _time.GetUtcNow() };
        if (view.State != ServiceState.Stopping)
            _tell(_view);
    }

    private KitException EndedByItself() => new(
        ErrorCode.Bug,
        new Text($"'{Printable.Escape(Spec.Name)}' ended", $"«{Printable.Escape(Spec.Name)}» завершилось"),
        new Text("it ended by itself", "само по себе"),
        new Text("it is begun again after a while", "немного погодя начнётся снова"));

    private KitException Unexpected(Exception error) => new(
        error is IOException or UnauthorizedAccessException ? ErrorCode.InputOutput : ErrorCode.Bug,
        new Text($"'{Printable.Escape(Spec.Name)}' failed", $"«{Printable.Escape(Spec.Name)}» не справилось"),
        error is SystemCallException call ? call.Words : Text.Verbatim($"{error.GetType().Name}: {Printable.Escape(error.Message)}"),
        new Text("it is begun again after a while", "немного погодя начнётся снова"),
        error);
}
