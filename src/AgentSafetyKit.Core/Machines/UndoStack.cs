using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Machines;

/// <summary>What to take back if a piece of work does not reach its end: pushed after each thing acquired, done in reverse order on disposal, forgotten by <see cref="Commit"/>.</summary>
internal sealed class UndoStack : IAsyncDisposable
{
    private readonly Stack<Func<Task>> _steps = new();

    public void Push(Func<Task> undo) => _steps.Push(undo);

    public void Push(Action undo) => _steps.Push(() =>
    {
        undo();
        return Task.CompletedTask;
    });

    public void Commit() => _steps.Clear();

    /// <summary>A step that fails does not keep the others from being taken back; the failure that brought us here is the one to tell.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_steps.TryPop(out Func<Task>? undo))
        {
            try
            {
                await undo().ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or KitException)
            {
            }
        }
    }
}
