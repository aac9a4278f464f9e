using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>
/// Asks about a stopped agent on the terminal that agent has. The program that has the terminal is stopped meanwhile, so that nothing of the agent's is printed into the question or reads the answer; the terminal's modes are those of before the
/// agent for that long. Then it gets all back, and is told to draw itself anew: what writes line by line has the question between its lines, what fills the screen has its screen back.
/// </summary>
/// <param name="terminal">Ours.</param>
/// <param name="orders">Who knows whether it can be undone.</param>
internal sealed class TripwireQuestion(UserTerminal terminal, TripwireOrders orders)
{
    private const int PollMilliseconds = 200;

    private static readonly TimeSpan BetweenNudges = TimeSpan.FromMilliseconds(60);

    /// <returns>Null: somebody else has answered, or nobody can here.</returns>
    public Task<TripwireAnswer?> AskAsync(TrippedMount tripped, ChildProcess? program, Func<bool> isAnswered, CancellationToken cancellation)
    {
        if (program is null || !terminal.CanInterrupt)
        {
            terminal.Interject(Lines(tripped, asks: false));
            return Task.FromResult<TripwireAnswer?>(null);
        }

        return Task.Run(() => Ask(tripped, program, isAnswered, cancellation), CancellationToken.None);
    }

    private TripwireAnswer? Ask(TrippedMount tripped, ChildProcess program, Func<bool> isAnswered, CancellationToken cancellation)
    {
        program.Send(Signal.Stop);
        byte[]? itsModes = terminal.TakeBack();
        try
        {
            terminal.Interject(Lines(tripped, asks: true));
            while (true)
            {
                terminal.Prompt(new Text("[c]ontinue or [u]ndo? ", "[c] продолжить или [u] отменить? "));
                switch (ReadLine(isAnswered, cancellation)?.Trim().ToUpperInvariant())
                {
                    case "C" or "CONTINUE" or "П":
                        return TripwireAnswer.Continue;
                    case "U" or "UNDO" or "О":
                        if (orders.WhyNotUndo(tripped) is not { } why)
                            return TripwireAnswer.Undo;
                        terminal.Interject(Lines(why));
                        continue;
                    case null:
                        terminal.Interject(isAnswered() ? [new Text("It was answered elsewhere.", "Ответ дан в другом месте.")] : Lines(tripped, asks: false));
                        return null;
                    default:
                        continue;
                }
            }
        }
        finally
        {
            UserTerminal.GiveAgain(itsModes);
            program.Send(Signal.Continue);
            Libc.NudgeTerminal(FileDescriptor.StandardInput, BetweenNudges);
        }
    }

    /// <summary>The agent waits all the same, and it can be answered again.</summary>
    private static IReadOnlyList<Text> Lines(KitException why) =>
    [
        new Text($"{why.What.English}: {why.Cause.English}", $"{why.What.Russian}: {why.Cause.Russian}"),
        .. why.Fix.English.Split('\n').Zip(why.Fix.Russian.Split('\n'), (english, russian) => new Text(english, russian)),
    ];

    private IReadOnlyList<Text> Lines(TrippedMount tripped, bool asks)
    {
        Text how = asks
            ? new Text("Changes wait until you answer; undo ends the agent and puts the folder back.", "До ответа изменения ждут; undo завершит агента и вернёт папку в прежний вид.")
            : new Text("Its changes wait. Answer with: agsekit tripwire continue, or: agsekit tripwire undo", "Его изменения ждут. Ответьте: agsekit tripwire continue или agsekit tripwire undo");
        return [.. TripwireView.Lines(tripped, orders), how];
    }

    /// <summary>Null: there is no need to answer any more.</summary>
    private static string? ReadLine(Func<bool> isAnswered, CancellationToken cancellation)
    {
        var line = new List<byte>();
        byte[] buffer = new byte[256];
        while (!cancellation.IsCancellationRequested && !isAnswered())
        {
            PollEvents[] ready = [PollEvents.Input];
            if (Libc.Poll([FileDescriptor.StandardInput], ready, PollMilliseconds) != Errno.Ok)
                return null;
            if (ready[0] == PollEvents.None)
                continue;
            if (Libc.Read(FileDescriptor.StandardInput, buffer, out int count) != Errno.Ok || count == 0)
                return null;
            line.AddRange(buffer.AsSpan(0, count));
            if (line.Contains((byte)'\n'))
                return Encoding.UTF8.GetString([.. line]);
        }

        return null;
    }
}
