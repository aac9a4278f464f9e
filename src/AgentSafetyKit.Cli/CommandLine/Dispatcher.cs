using System.CommandLine;
using AgentSafetyKit.Cli.Commands;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>Takes a command line from words to an exit code: parse, help, work, errors. The only place that turns an error into words and a code.</summary>
internal sealed class Dispatcher(TerminalStreams streams, TerminalSettings settings, KitServices services, Func<KitCommand> rootFactory)
{
    // No response files: a word that starts with @ is a word.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        KitCommand root = rootFactory();
        ParseResult words = root.Parse(PassThrough.Mark(root, arguments), Parsing);
        var command = (KitCommand)words.CommandResult.Command;
        using var terminal = new UserTerminal(streams, settings with
        {
            Quiet = words.GetValue(GlobalOptions.Quiet),
            Verbose = words.GetValue(GlobalOptions.Verbose),
            NoInput = words.GetValue(GlobalOptions.NoInput),
        });
        try
        {
            if (Suggestions.Wanted(words))
                return Suggestions.Print(words, terminal);
            if (words.GetValue(GlobalOptions.Help))
                return Print(HelpRenderer.Render(command, settings.Language), terminal);
            if (words.GetValue(GlobalOptions.Version))
                return Print($"agsekit {ProductVersion.Text}\n", terminal);
            if (IsBare(command, words))
                return await OverviewFlow.RunAsync(new CommandContext(words, terminal, services), cancellation).ConfigureAwait(false);
            if (UsageError.StrayOption(words) is { } stray)
                throw stray;
            if (words.Errors.Count > 0 || command.Work is null)
                throw UsageError.Of(words);
            if (words.GetValue(GlobalOptions.Json) && !command.Reports)
                throw NoJson(command);
            if (!command.TakesBytes)
                RawArguments.RequireText(arguments);
            RequireWholeHome();
            services.ConfigOverride = words.GetValue(GlobalOptions.Config);
            using var whileRead = CancellationTokenSource.CreateLinkedTokenSource(cancellation, command.EndsWithItsReader ? streams.ReaderGone : CancellationToken.None);
            if (command.EndsWithItsReader)
                _ = streams.WatchReaderAsync(whileRead.Token);
            return await command.Work(new CommandContext(words, terminal, services), whileRead.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (command.EndsWithItsReader && streams.ReaderGone.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception error)
        {
            return Fail(error, command, terminal, cancellation);
        }
    }

    /// <summary>At a terminal the name alone is a question; in a script it is a mistake.</summary>
    private bool IsBare(KitCommand command, ParseResult words) =>
        settings.OutputIsTerminal && command.Parents.Any() is false && words.UnmatchedTokens.Count == 0 && !words.GetValue(GlobalOptions.Json) && words.GetValue(GlobalOptions.Config) is null;

    private static int Print(string text, UserTerminal terminal)
    {
        terminal.ResultRaw(text);
        return 0;
    }

    /// <summary>A relative one would be another folder in each working folder; taking none of it would be yet another, without a word.</summary>
    private static void RequireWholeHome()
    {
        if (Environment.GetEnvironmentVariable("AGSEKIT_HOME") is { Length: > 0 } home && !Path.IsPathRooted(home))
        {
            throw new KitException(
                ErrorCode.Usage,
                new Text($"AGSEKIT_HOME={Printable.Escape(home)} can not be used", $"AGSEKIT_HOME={Printable.Escape(home)} нельзя использовать"),
                new Text("it is not an absolute path", "это не полный путь"),
                Text.Verbatim($"export AGSEKIT_HOME=\"$PWD/{Printable.Escape(home)}\""));
        }
    }

    private static KitException NoJson(KitCommand command) => new(
        ErrorCode.Usage,
        new Text($"'{command.FullName}' has no --json", $"у «{command.FullName}» нет --json"),
        new Text("it does something rather than report something", "эта команда делает, а не сообщает"),
        Text.Verbatim($"{command.FullName} --help"));

    private int Fail(Exception error, KitCommand command, UserTerminal terminal, CancellationToken cancellation)
    {
        KitException told = error switch
        {
            KitException expected => expected,
            OperationCanceledException when cancellation.IsCancellationRequested => Cancelled(),
            SystemCallException { Call: "write", Path: StandardStream.OutputName } when terminal.IsDone is { } done => DiskError.OfUnprinted(error, done),
            IOException or UnauthorizedAccessException => DiskError.Of(error),
            _ => BugReport.Of(error, services.Paths, services.Time),
        };
        terminal.Fail(told);
        ExitCode code = ErrorCodes.ExitCodeOf(told.Code);
        bool ours = command.RunsInGuest && code is not (ExitCode.Usage or ExitCode.Cancelled);
        return (int)(ours ? ExitCode.OursInGuestCommand : code);
    }

    private static KitException Cancelled() => new(
        ErrorCode.Cancelled, new Text("interrupted", "прервано"), Text.None, Text.None);
}
