using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines;

/// <summary>What the engines' folders of machines have in common: a record in a file, and names of which those with a dot before them are of machines still being made.</summary>
internal static class RecordFile
{
    /// <summary>The record, or null with the cause when it can not be read.</summary>
    /// <param name="file">Where it is.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="fits">Whether it is of this version, and of this machine.</param>
    /// <param name="cause">For the user.</param>
    public static T? TryRead<T>(string file, JsonTypeInfo<T> type, Func<T, bool> fits, out Text cause)
        where T : class
    {
        cause = Text.None;
        try
        {
            T? record = JsonSerializer.Deserialize(File.ReadAllBytes(file), type);
            if (record is not null && fits(record))
                return record;
            cause = new Text($"{file} was written by another version", $"{file} записан другой версией");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            cause = new Text($"{file} can not be read: {Printable.Escape(e.Message)}", $"{file} не читается: {Printable.Escape(e.Message)}");
        }

        return null;
    }

    /// <summary>The names of the folders in a folder, in order; none where it is not there.</summary>
    public static IEnumerable<string> FoldersIn(string folder) => !Directory.Exists(folder)
        ? []
        : Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);
}
