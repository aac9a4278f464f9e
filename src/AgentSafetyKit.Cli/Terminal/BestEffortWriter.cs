using System.Text;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>
/// Talk that may get lost. The terminal can be closed and a log's disk be full while we work; that must neither end the work nor change our exit code. What can not be written is dropped.
/// </summary>
internal sealed class BestEffortWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => inner.Write(value));

    public override void WriteLine() => Try(inner.WriteLine);

    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    public override void Flush() => Try(inner.Flush);

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception lost) when (lost is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
        }
    }
}
