namespace AgentSafetyKit.MultipassStandIn;

/// <summary>Draws what the client's spinner draws, on standard output and without a terminal too, byte for byte.</summary>
public static class Spinner
{
    private const string Clear = "\e[2K\e[0A\e[0E";
    private static readonly char[] Frames = ['/', '-', '\\', '|'];

    public static void End() => Write(Clear);

    public static async Task Show(string message, TimeSpan time)
    {
        Write($"{Clear}{message}  ");
        long begin = TimeProvider.System.GetTimestamp();
        for (int i = 0; ; i++)
        {
            Write($"\b{Frames[i % Frames.Length]}");
            TimeSpan left = time - TimeProvider.System.GetElapsedTime(begin);
            if (left <= TimeSpan.Zero)
                break;
            await Task.Delay(left < TimeSpan.FromMilliseconds(100) ? left : TimeSpan.FromMilliseconds(100));
        }

        Write($"\b {Clear}");
    }

    public static void Write(string text)
    {
        Console.Out.Write(text);
        Console.Out.Flush();
    }
}
