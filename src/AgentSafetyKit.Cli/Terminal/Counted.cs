using System.Globalization;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Numbers with their nouns, in the right form for the number.</summary>
internal static class Counted
{
    public static Text Files(int count) => new(
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "file" : "files")}"),
        string.Create(CultureInfo.InvariantCulture, $"{count} {Russian(count, "файл", "файла", "файлов")}"));

    public static Text Paths(int count) => new(
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "path" : "paths")}"),
        string.Create(CultureInfo.InvariantCulture, $"{count} {Russian(count, "путь", "пути", "путей")}"));

    public static Text Snapshots(int count) => new(
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "snapshot" : "snapshots")}"),
        string.Create(CultureInfo.InvariantCulture, $"{count} {Russian(count, "снимок", "снимка", "снимков")}"));

    /// <summary>Russian has three forms: 1 файл, 2 файла, 5 файлов, and 11 to 14 take the last.</summary>
    public static string Russian(int count, string one, string few, string many)
    {
        int last = Math.Abs(count) % 10, lastTwo = Math.Abs(count) % 100;
        return lastTwo is >= 11 and <= 14 ? many : last switch
        {
            1 => one,
            >= 2 and <= 4 => few,
            _ => many,
        };
    }
}
