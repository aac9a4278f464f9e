using AgentSafetyKit.UnitTests.Sessions;

namespace AgentSafetyKit.UnitTests.Supervision;

/// <summary>Time that passes when the test says so, with timers that go off on their way.</summary>
internal sealed class SteppedTime : PacedTime
{
    private readonly Lock _gate = new();
    private readonly List<SteppedTimer> _timers = [];

    public void Pass(TimeSpan time)
    {
        SteppedTimer[] due;
        lock (_gate)
        {
            Passed += time;
            due = [.. _timers.Where(timer => timer.Due <= Passed)];
            _timers.RemoveAll(due.Contains);
        }

        Array.ForEach(due, timer => timer.GoOff());
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            var timer = new SteppedTimer(this, () => callback(state), dueTime == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : Passed + dueTime);
            _timers.Add(timer);
            return timer;
        }
    }

    private void Forget(SteppedTimer timer)
    {
        lock (_gate)
            _timers.Remove(timer);
    }

    private sealed class SteppedTimer(SteppedTime time, Action goOff, TimeSpan due) : ITimer
    {
        private bool _gone;

        public TimeSpan Due { get; } = due;

        public void GoOff()
        {
            if (!_gone)
                goOff();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
            _gone = true;
            time.Forget(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
