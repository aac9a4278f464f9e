using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Commands;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Cli;

public sealed class DispatcherTests
{
    private string _home = "";

    [SetUp]
    public void MakeHome() => _home = Directory.CreateTempSubdirectory("agsekit-test-").FullName;

    [TearDown]
    public void RemoveHome() => Directory.Delete(_home, recursive: true);

    [TestCase("versoin", 2, "there is no command 'versoin'", "did you mean 'version'?")]
    [TestCase("--hepl", 2, "there is no option --hepl", "did you mean '--help'?")]
    [TestCase("completion bash -- --json", 2, "--json stands behind '--'", "put it before '--': agsekit completion --json …")]
    [TestCase("version extra", 2, "'extra' is one word too many", "agsekit version --help")]
    [TestCase("version --config", 2, "the option --config needs a value", "agsekit version --help")]
    [TestCase("completion", 2, "SHELL is missing", "agsekit completion --help")]
    [TestCase("completion tcsh", 2, "'tcsh' is not a value for SHELL", "agsekit completion --help")]
    [TestCase("completion bash --json", 2, "it does something rather than report something", "")]
    public void A_usage_error_is_one_short_message_with_code_2(string typed, int code, string cause, string fix)
    {
        (int exit, string output, string error) = Run(Language.English, AllCommands.Root, typed.Split(' '));
        Assert.That(exit, Is.EqualTo(code));
        Assert.That(output, Is.Empty);
        Assert.That(error, Does.Contain("cause: " + cause).And.Contain(fix));
        Assert.That(error.Split('\n'), Has.Length.LessThanOrEqualTo(4));
    }

    [Test]
    public void The_same_in_Russian()
    {
        (_, _, string error) = Run(Language.Russian, AllCommands.Root, "versoin");
        Assert.That(error, Does.Contain("причина: нет команды «versoin»").And.Contain("решение: возможно, имелось в виду «version»?"));
    }

    [Test]
    public void An_unexpected_exception_is_a_bug_whose_stack_goes_to_a_file()
    {
        (int exit, _, string error) = Run(Language.English, () => RootWith(_ => throw new InvalidOperationException("odd \e[31mthing")), "work");
        Assert.That(exit, Is.EqualTo(1));
        Assert.That(error, Does.Contain("this is a bug in agsekit").And.Not.Contain("\e[31m").And.Not.Contain("   at "));
        string log = Directory.GetFiles(Path.Combine(_home, "state/logs")).Single();
        Assert.That(File.ReadAllText(log), Does.Contain("InvalidOperationException").And.Contain(nameof(DispatcherTests)));
    }

    [Test]
    public void Undo_takes_a_mistyped_run_for_a_run_and_never_for_a_path()
    {
        (int exit, _, string error) = Run(Language.English, AllCommands.Root, "undo", "20260101-120000-1a2b", "src");
        Assert.That(exit, Is.Not.Zero);
        Assert.That(error, Does.Contain("there is no run '20260101-120000-1a2b'"));
    }

    [Test]
    public void A_full_disk_is_no_bug()
    {
        (int exit, _, string error) = Run(Language.English, () => RootWith(_ => throw new SystemCallException(Errno.ENOSPC, "write", "/x")), "work");
        Assert.That(exit, Is.EqualTo(4));
        Assert.That(error, Does.Contain("cause: /x: the disk is full (ENOSPC)").And.Contain("df -h"));
    }

    [Test]
    public void A_failure_of_ours_in_a_guest_command_is_125()
    {
        var failure = new KitException(ErrorCode.MachineFailed, new Text("a", "б"), new Text("c", "в"), new Text("f", "г"));
        (int exit, _, _) = Run(Language.English, () => RootWith(_ => throw failure, inGuest: true), "work");
        Assert.That(exit, Is.EqualTo(125));
        (exit, _, _) = Run(Language.English, () => RootWith(_ => throw failure), "work");
        Assert.That(exit, Is.EqualTo(5));
    }

    [Test]
    public void Words_that_start_with_an_at_sign_are_not_files_to_read()
    {
        (int exit, _, string error) = Run(Language.English, AllCommands.Root, "@/etc/passwd");
        Assert.That(exit, Is.EqualTo(2));
        Assert.That(error, Does.Contain("@/etc/passwd").And.Not.Contain("root:"));
    }

    [Test]
    public void A_question_nobody_can_answer_is_an_error_that_names_yes()
    {
        (int exit, _, string error) = Run(Language.English, RootWithQuestion, "work");
        Assert.That(exit, Is.EqualTo(2));
        Assert.That(error, Does.Contain("nothing removed").And.Contain("--yes"));
    }

    private static KitCommand RootWithQuestion()
    {
        KitCommand root = AllCommands.Root();
        root.Add(new KitCommand("work", new Text("x", "ы"))
        {
            Work = async (context, cancellation) => await context.Terminal.AskAsync(
                new Text("Really?", "Точно?"), new Text("nothing removed", "ничего не удалено"), new Text("add --yes", "добавьте --yes"), cancellation) ? 0 : 1,
        });
        return root;
    }

    private static KitCommand RootWith(Func<CommandContext, int> work, bool inGuest = false)
    {
        KitCommand root = AllCommands.Root();
        root.Add(new KitCommand("work", new Text("x", "ы")) { RunsInGuest = inGuest, Work = (context, _) => Task.FromResult(work(context)) });
        return root;
    }

    private (int Exit, string Output, string Error) Run(Language language, Func<KitCommand> root, params string[] words)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var services = new KitServices(KitPaths.From(name => name == "AGSEKIT_HOME" ? _home : null, 0), TimeProvider.System);
        var dispatcher = new Dispatcher(new TerminalStreams(TextReader.Null, output, error), new TerminalSettings { Language = language }, services, root);
        int exit = dispatcher.RunAsync(words, CancellationToken.None).GetAwaiter().GetResult();
        return (exit, output.ToString(), error.ToString());
    }
}
