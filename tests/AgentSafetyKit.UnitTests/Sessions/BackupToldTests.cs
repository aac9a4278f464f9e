using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.UnitTests.Sessions;

internal sealed class BackupToldTests
{
    [TestCase(ErrorCode.SourceEmptied, "of 201 files 190 are gone", "of 201 files 201 are gone", false)]
    [TestCase(ErrorCode.SourceEmptied, "of 201 files 190 are left out by rules that changed", "of 201 files 190 are gone", true)]
    [TestCase(ErrorCode.Busy, "process 12 is at work", "process 13 is at work", false)]
    [TestCase(ErrorCode.InputOutput, "one", "two", true)]
    public void A_failure_is_told_again_only_where_it_is_another(ErrorCode code, string first, string second, bool isTold)
    {
        var told = new BackupTold();
        Assert.That(told.IsNew(Failure(code, first)), Is.True);
        Assert.That(told.IsNew(Failure(code, second)), Is.EqualTo(isTold));
    }

    private static KitException Failure(ErrorCode code, string cause) => new(code, Text.Verbatim("it failed"), Text.Verbatim(cause), Text.None);
}
