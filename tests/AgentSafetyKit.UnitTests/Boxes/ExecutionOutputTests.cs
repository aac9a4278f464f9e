using System.Text;
using AgentSafetyKit.Boxes;

namespace AgentSafetyKit.UnitTests.Boxes;

internal sealed class ExecutionOutputTests
{
    private const string Word = "0123456789abcdef0123456789abcdef";

    [Test]
    public void The_verdict_is_parted_from_what_the_command_said_however_it_comes([Values(1, 7, 100)] int piece)
    {
        string heard = "";
        var output = new ExecutionOutput(Word, (isError, bytes) => heard += isError ? Encoding.UTF8.GetString(bytes) : "", 1000, () => { });
        byte[] said = Encoding.UTF8.GetBytes($"no such thing\n\n{Word} 3 0 1250\n");
        output.Hear(false, "out"u8);
        for (int at = 0; at < said.Length; at += piece)
            output.Hear(true, said.AsSpan(at, Math.Min(piece, said.Length - at)));
        ExecutionResult end = output.End()!;
        Assert.That((end.ExitCode, Encoding.UTF8.GetString(end.Output), Encoding.UTF8.GetString(end.Error), end.Duration.TotalMilliseconds, end.TimedOut, end.IsTruncated), Is.EqualTo((3, "out", "no such thing\n", 1250.0, false, false)));
        Assert.That(heard, Is.EqualTo("no such thing\n"));
    }

    [Test]
    public void A_command_that_does_not_know_the_word_can_not_pass_a_verdict()
    {
        var output = new ExecutionOutput(Word, null, 1000, () => { });
        output.Hear(true, "\nffffffffffffffffffffffffffffffff 0 0 1\n"u8);
        Assert.That(output.End(), Is.Null);
        output = new ExecutionOutput(Word, null, 1000, () => { });
        output.Hear(true, Encoding.ASCII.GetBytes($"\n{Word} gone\n"));
        Assert.That(output.End(), Is.Null, "the session is gone");
        output = new ExecutionOutput(Word, null, 1000, () => { });
        output.Hear(true, Encoding.ASCII.GetBytes($"\n{Word} 0 0 {long.MaxValue}\n"));
        Assert.That(output.End(), Is.Null, "a time that can not be");
    }

    [Test]
    public void Only_the_first_bytes_are_kept_and_what_does_not_end_is_ended()
    {
        var output = new ExecutionOutput(Word, null, 10, () => { });
        output.Hear(false, new byte[1000]);
        output.Hear(true, Encoding.ASCII.GetBytes($"\n{Word} 0 1 5\n"));
        ExecutionResult end = output.End()!;
        Assert.That((end.Output.Length, end.IsTruncated, end.TimedOut), Is.EqualTo((10, true, true)));
        int ended = 0;
        output = new ExecutionOutput(Word, null, 10, () => ended++);
        byte[] much = new byte[1 << 20];
        for (int i = 0; i < 70; i++)
            output.Hear(false, much);
        ExecutionResult flood = output.Flooded(TimeSpan.FromSeconds(1));
        Assert.That((ended, flood.ExitCode, flood.Output.Length, flood.IsTruncated), Is.EqualTo((1, 137, 10, true)));
    }
}
