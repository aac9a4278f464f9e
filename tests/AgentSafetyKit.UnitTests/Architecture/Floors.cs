using System.Text.RegularExpressions;

namespace AgentSafetyKit.UnitTests.Architecture;

/// <summary>The house of Core: a room uses only rooms on floors below its own, never sideways, and only some rooms hold the key to the cellar.</summary>
internal static partial class Floors
{
    private const string Cellar = "Native";

    private static readonly string[] KeyHolders = ["FileTree", "Storage", "Processes", "Mounts", "Composition"];

    private static readonly Dictionary<string, int> FloorOf = new(StringComparer.Ordinal)
    {
        // Beneath all of it: what widens the language itself, in no room.
        [""] = 0,
        // Bedrock: words and numbers, then the errors said in them.
        ["Primitives"] = 0,
        ["Errors"] = 1,
        [Cellar] = 2,
        // Ground.
        ["Processes"] = 3,
        ["FileTree"] = 3,
        ["Storage"] = 3,
        ["Events"] = 3,
        ["Ssh"] = 4,
        ["Configuration"] = 4,
        // Domain.
        ["Machines"] = 5,
        ["Snapshots"] = 5,
        ["Agents"] = 5,
        ["Mounts"] = 5,
        ["Network"] = 5,
        // Use.
        ["Sessions"] = 6,
        ["Supervision"] = 6,
        ["Boxes"] = 6,
        // Looks at all of it.
        ["Diagnostics"] = 7,
        // What puts the house together.
        ["Composition"] = 8,
    };

    /// <summary>Doors in the wrong place: a using, a full name, or a name that starts with a room (which C# finds from any room without a using).</summary>
    public static IEnumerable<Finding> Check(IReadOnlyList<SourceFile> files)
    {
        var types = files.Where(file => file.Room is not null).Select(file => (file.Room, Type: file.Name.Split('.')[0])).ToHashSet();
        foreach (SourceFile file in files.Where(file => file.Room is not null))
        {
            if (!FloorOf.ContainsKey(file.Room!))
            {
                yield return file.At(0, $"the room {file.Room} stands on no floor");
                continue;
            }

            foreach (Match match in FullName().Matches(file.Code))
            {
                if (Refusal(file.Room!, match.Groups[1].Value) is { } words)
                    yield return file.At(match.Index, words);
            }

            foreach (Match match in RelativeName().Matches(file.Code))
            {
                if (types.Contains((match.Groups[1].Value, match.Groups[2].Value)) && Refusal(file.Room!, match.Groups[1].Value) is { } words)
                    yield return file.At(match.Index, words);
            }
        }
    }

    private static string? Refusal(string user, string used)
    {
        if (used == user)
            return null;
        if (!FloorOf.TryGetValue(used, out int floor))
            return $"{user} uses {used}, which stands on no floor of Core";
        if (floor >= FloorOf[user])
            return $"{user} uses {used}, which is not below it";
        if (used == Cellar && !KeyHolders.Contains(user))
            return $"{user} uses {used}, whose key only {string.Join(", ", KeyHolders)} hold";
        return null;
    }

    [GeneratedRegex(@"(?<![\w.])(?:global::)?AgentSafetyKit\.(\w+)(?<!namespace\s+AgentSafetyKit\.\w+)")]
    private static partial Regex FullName();

    [GeneratedRegex(@"(?<![\w.])([A-Z]\w+)\.([A-Z]\w*)")]
    private static partial Regex RelativeName();
}
