using AgentSafetyKit.Configuration.Schema;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>Reads single values as the configuration reads them, for whoever is given them elsewhere: with what is wrong, where it is.</summary>
public static class SettingValues
{
    /// <summary>Nothing here is about paths or about this computer.</summary>
    private static readonly ConfigContext Nowhere = new("/", "/", 1);

    public static (string? Value, Text Problem) BoxImage(string text) => Read(ServiceKeys.BoxImage, text);

    public static (ByteSize Value, Text Problem) BoxMemory(string text) => Read(ServiceKeys.BoxMemory, text);

    public static (int Value, Text Problem) BoxCores(string text) => Read(ServiceKeys.Cores, text);

    public static (int Value, Text Problem) BoxProcesses(string text) => Read(ServiceKeys.Processes, text);

    public static (BoxNetwork Value, Text Problem) OfBoxNetwork(string text, BoxSettings settings) =>
        Read(ServiceKeys.Network, text) is var read && read.Value == BoxNetwork.Filtered && settings.Allow.IsEmpty ? (default, ProblemWords.NothingAllowed) : read;

    /// <summary>Null is <c>never</c>.</summary>
    public static (TimeSpan? Value, Text Problem) Duration(string text) => Read(Shapes.Duration, text);

    private static (T? Value, Text Problem) Read<T>(ScalarShape<T> shape, string text)
    {
        Parsed<T> parsed = shape.Parse(text, Nowhere);
        return parsed.Problem is { } problem ? (default, problem.Message) : (parsed.Value, Text.None);
    }
}
