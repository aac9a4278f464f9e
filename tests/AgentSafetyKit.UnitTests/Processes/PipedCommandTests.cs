using System.Text;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.UnitTests.Processes;

public sealed class PipedCommandTests
{
    [Test]
    public async Task Its_output_is_read_to_the_end_and_its_words_are_kept()
    {
        await using PipedCommand command = PipedCommand.Read(CommandSpec.Of("sh", "-c", "head -c 3000000 /dev/zero; echo said >&2; exit 3"), default);
        long total = 0;
        byte[] buffer = new byte[100_000];
        for (int count; (count = command.Stream.Read(buffer, 0, buffer.Length)) > 0; total += count)
        {
        }

        (int code, byte[] said) = await command.EndAsync(default);
        Assert.That((total, code, Encoding.UTF8.GetString(said)), Is.EqualTo((3_000_000L, 3, "said\n")));
    }

    [Test]
    public async Task Its_input_ends_when_the_stream_is_closed()
    {
        await using PipedCommand command = PipedCommand.Write(CommandSpec.Of("wc", "-c"), default);
        command.Stream.Write(new byte[500_000]);
        (int code, byte[] said) = await command.EndAsync(default);
        Assert.That((code, Encoding.UTF8.GetString(said).Trim()), Is.EqualTo((0, "500000")));
    }

    [Test]
    public async Task Giving_it_up_ends_it_and_whoever_reads()
    {
        using var giveUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await using PipedCommand command = PipedCommand.Read(CommandSpec.Of("sleep", "100"), giveUp.Token);
        Assert.That(command.Stream.Read(new byte[1], 0, 1), Is.Zero);
    }
}
