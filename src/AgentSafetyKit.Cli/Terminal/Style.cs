namespace AgentSafetyKit.Cli.Terminal;

/// <summary>The few colours in use (ECMA-48 SGR), or none.</summary>
internal static class Style
{
    public static string Red(string words, bool color) => Paint("31", words, color);

    public static string Green(string words, bool color) => Paint("32", words, color);

    public static string Yellow(string words, bool color) => Paint("33", words, color);

    public static string Bold(string words, bool color) => Paint("1", words, color);

    public static string Dim(string words, bool color) => Paint("2", words, color);

    private static string Paint(string code, string words, bool color) => color ? $"\e[{code}m{words}\e[0m" : words;
}
