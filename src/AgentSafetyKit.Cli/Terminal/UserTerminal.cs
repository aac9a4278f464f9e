using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>
/// Where people read and answer. Results go to standard output, all talk to standard error, so that a pipe gets results only.
/// </summary>
internal sealed class UserTerminal(TerminalStreams streams, TerminalSettings settings) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly BestEffortWriter _error = new(streams.Error);
    private TerminalGuard? _lent;
    private IDisposable? _progress;

    public Language Language => settings.Language;

    public TerminalSettings Settings => settings;

    /// <summary>What was done, in the words of its result, from when it was done: it is said also where that can not be printed.</summary>
    public Text? IsDone { get; set; }

    /// <summary>A line of the result.</summary>
    public void Result(string line = "")
    {
        Settle();
        streams.Output.WriteLine(line);
    }

    public void Result(Text line) => Result(line.In(Language));

    /// <summary>Text of the result as it is: a table, a script.</summary>
    public void ResultRaw(string text)
    {
        Settle();
        streams.Output.Write(text);
    }

    /// <summary>Somebody else's bytes as a result: on a terminal what could give it orders is escaped, into a pipe or a file they go as they are.</summary>
    /// <param name="bytes">What to print.</param>
    /// <param name="isSafe">The escaping is done already.</param>
    public void ResultContent(ReadOnlySpan<byte> bytes, bool isSafe = false)
    {
        Settle();
        if ((settings.OutputIsTerminal && !isSafe) || streams.Output is not StreamWriter writer)
        {
            streams.Output.Write(Printable.EscapeContent(bytes));
            return;
        }

        writer.Flush();
        writer.BaseStream.Write(bytes);
    }

    /// <summary>A line of talk: what is being done, what was found. Silent with --quiet.</summary>
    public void Say(Text line)
    {
        if (!settings.Quiet)
            Always(line);
    }

    /// <summary>A line of talk that --quiet does not silence: warnings, plans that are asked about.</summary>
    public void Always(Text line)
    {
        Settle();
        _error.WriteLine(line.In(Language));
    }

    /// <summary>A detail for --verbose.</summary>
    public void Detail(Text line)
    {
        if (settings.Verbose)
            Always(line);
    }

    public void Warn(Text line) => Always(new Text(
        $"{Style.Yellow("warning:", settings.ColorOnError)} {line.English}", $"{Style.Yellow("внимание:", settings.ColorOnError)} {line.Russian}"));

    public void Fail(KitException error)
    {
        Settle();
        _error.Write(ErrorRenderer.Render(error, settings.Language, settings.ColorOnError));
    }

    /// <summary>A receiver for the progress of one piece of work: a live line on a terminal, else a line for each new step. Silent with --quiet.</summary>
    /// <param name="asked">The user asked for it: also with --quiet, and elsewhere than on a terminal also a line each second.</param>
    public IProgress<WorkProgress> Progress(bool asked = false)
    {
        if (settings.Quiet && !asked)
            return NoProgress.Instance;
        Settle();
        var line = new ProgressLine(_error, settings, _gate, eachSecond: asked);
        _progress = line;
        return line;
    }

    /// <summary>As <see cref="Progress"/>, for several pieces of work side by side. Nothing else is said until they have ended.</summary>
    public ProgressBoard Board()
    {
        Settle();
        var board = new ProgressBoard(_error, settings, _gate);
        _progress = board;
        return board;
    }

    /// <summary>The receiver that has the live line now, or a new one.</summary>
    public IProgress<WorkProgress> CurrentProgress() => _progress as IProgress<WorkProgress> ?? Progress();

    /// <summary>Asks a yes-or-no question; the answer is no for an empty line.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.NeedsAnswer"/>: nobody can answer.</exception>
    /// <exception cref="OperationCanceledException">Interrupted while the question stands: the read itself goes on until the process ends.</exception>
    public async Task<bool> AskAsync(Text question, Text whatFailed, Text howToAgree, CancellationToken cancellation)
    {
        string answer = await ReadAnswerAsync(question.In(Language) + (Language == Language.Russian ? " [д/Н] " : " [y/N] "), whatFailed, howToAgree, cancellation).ConfigureAwait(false) ?? "";
        return answer.ToUpperInvariant() is "Y" or "YES" or "Д" or "ДА";
    }

    /// <summary>Asks for a word or a line; an empty one is what stands in brackets behind the question.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public async Task<string> AskForAsync(Text question, string usual, Text whatFailed, Text howToAgree, CancellationToken cancellation)
    {
        string? answer = await ReadAnswerAsync($"{question.In(Language)} [{Printable.Escape(usual)}]: ", whatFailed, howToAgree, cancellation).ConfigureAwait(false);
        return answer switch
        {
            // Its end is no answer: taking it for one would answer every question that is still to come.
            null => throw new KitException(ErrorCode.Cancelled, whatFailed, new Text("the input has ended", "ввод закончился"), Text.None),
            "" => usual,
            _ => answer,
        };
    }

    /// <returns>Without blanks around it; null: the input has ended.</returns>
    private async Task<string?> ReadAnswerAsync(string question, Text whatFailed, Text howToAgree, CancellationToken cancellation)
    {
        Settle();
        if (settings.NoInput || !settings.InputIsTerminal)
        {
            throw new KitException(
                ErrorCode.NeedsAnswer,
                whatFailed,
                new Text("a question must be answered, and there is no terminal to ask on (or --no-input was given)", "нужно ответить на вопрос, а терминала нет (или дан ключ --no-input)"),
                howToAgree);
        }

        _error.Write(question);
        _error.Flush();
        try
        {
            return (await Task.Run(streams.Input.ReadLine, CancellationToken.None).WaitAsync(cancellation).ConfigureAwait(false))?.Trim();
        }
        catch (OperationCanceledException)
        {
            _error.WriteLine();
            throw;
        }
    }

    /// <summary>Ends a live progress line, so that other words start on a line of their own.</summary>
    public void Settle()
    {
        Reclaim();
        _progress?.Dispose();
        _progress = null;
    }

    /// <summary>Gives the terminal to a program; our next word takes it back.</summary>
    public void Lend()
    {
        Settle();
        _error.Flush();
        _lent = TerminalGuard.Begin(settings, _error);
    }

    /// <summary>A program has the terminal that we can take back for a question.</summary>
    public bool CanInterrupt => _lent is not null && !settings.NoInput;

    /// <summary>Gives the terminal the modes of before, for a question; answers those the program had set.</summary>
    public byte[]? TakeBack() => _lent?.Suspend();

    public static void GiveAgain(byte[]? modes) => TerminalGuard.Resume(modes);

    /// <summary>Says something while a program has the terminal: on lines of their own, in plain letters.</summary>
    public void Interject(IReadOnlyList<Text> lines)
    {
        lock (_gate)
        {
            string start = settings.ErrorIsTerminal ? "\r\n\e[m" : "";
            string end = settings.ErrorIsTerminal ? "\r\n" : "\n";
            _error.Write(start + string.Concat(lines.Select(line => $"agsekit: {line.In(Language)}{end}")));
            _error.Flush();
        }
    }

    /// <summary>The end of a question while a program has the terminal.</summary>
    public void Prompt(Text question)
    {
        lock (_gate)
        {
            _error.Write("agsekit: " + question.In(Language));
            _error.Flush();
        }
    }

    /// <summary>Puts right what a program that had the terminal may have left; nothing happens where none had it.</summary>
    public void Reclaim() => Interlocked.Exchange(ref _lent, null)?.Dispose();

    public void Dispose()
    {
        Settle();
        // Results are written when they are given, and fail there; here is nothing left to fail for.
        new BestEffortWriter(streams.Output).Flush();
        _error.Flush();
    }
}
