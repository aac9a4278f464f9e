using AgentSafetyKit.Cli.Commands;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Cli;

public sealed class SessionWishesTests
{
    [TestCase("limits.cpus", "--cpus can not be this: it is a number from 1048576 to 2")]
    [TestCase("limits.memory", "--memory can not be this: it is a number from 1 MB to 2 B")]
    public void A_refusal_of_the_daemon_names_the_option_that_was_typed(string field, string words)
    {
        KitException told = SessionWishes.InOptions(Refusal(field), "create")!;
        Assert.That((told.Message, told.Fix.English, told.Code), Is.EqualTo((words, "agsekit session create --help", ErrorCode.Usage)));
    }

    [TestCase(null)]
    [TestCase("other")]
    public void A_refusal_of_something_else_stays_as_it_is(string? field) => Assert.That(SessionWishes.InOptions(Refusal(field), "run"), Is.Null);

    private static KitException Refusal(string? field) => new(ErrorCode.Usage, Text.Verbatim("'x' of the request is wrong"), Text.Verbatim("it is a number from 1048576 to 2"), Text.Verbatim("see /openapi.json")) { Field = field };
}
