using System.Text.RegularExpressions;

namespace AgentSafetyKit.UnitTests.Architecture;

/// <summary>How a file looks from outside: its one type, its namespace, its length, its comment, its words.</summary>
internal static partial class FileShape
{
    private const int LongestFile = 400, LongestCommand = 80, LongestProgram = 100;

    /// <summary>One type a file, named like it (a part of a partial type is named <c>Type.Part.cs</c>).</summary>
    public static IEnumerable<Finding> OneTypeNamedLikeTheFile(SourceFile file)
    {
        Match[] types = [.. TopLevelTypes(file)];
        if (types.Length == 0 && file.Name != "Program")
            yield return file.At(0, "has no type");
        foreach (Match type in types.Skip(1))
            yield return file.At(type.Index, $"'{type.Groups["name"].Value}' is a second type");
        if (types.Length > 0 && types[0].Groups["name"].Value != file.Name.Split('.')[0])
            yield return file.At(types[0].Index, $"the type '{types[0].Groups["name"].Value}' is not named like the file");
    }

    /// <summary>Namespace = folder. Core's is the product's own.</summary>
    public static IEnumerable<Finding> NamespaceIsTheFolder(SourceFile file)
    {
        string[] parts = [.. file.Folder.Split('/').Skip(1)];
        parts[0] = parts[0] == "AgentSafetyKit.Core" ? "AgentSafetyKit" : parts[0];
        string wanted = string.Join('.', parts);
        MatchCollection found = NamespaceLine().Matches(file.Code);
        if (found.Count == 0 && file.Name == "Program")
            yield break;
        if (found.Count != 1 || found[0].Groups[1].Value != wanted)
            yield return file.At(found.Count == 0 ? 0 : found[0].Index, $"the namespace is not {wanted}");
    }

    public static IEnumerable<Finding> NotTooLong(SourceFile file)
    {
        int most = file.Path.StartsWith("src/AgentSafetyKit.Cli/Commands/", StringComparison.Ordinal) ? LongestCommand
            : file.Path == "src/AgentSafetyKit.Cli/Program.cs" ? LongestProgram
            : LongestFile;
        if (file.LineCount > most)
            yield return file.At(0, $"has {file.LineCount} lines; {most} is the most");
    }

    /// <summary>Public types of Core say why they exist. Enums and exceptions may leave it to their names.</summary>
    public static IEnumerable<Finding> PublicTypesAreExplained(IReadOnlyList<SourceFile> files)
    {
        foreach (IGrouping<string, (SourceFile File, Match Type)> parts in files
                     .SelectMany(file => TopLevelTypes(file).Select(type => (File: file, Type: type)))
                     .GroupBy(part => part.File.Folder + "/" + part.Type.Groups["name"].Value))
        {
            (SourceFile file, Match type) = parts.First();
            bool concerned = type.Groups["modifiers"].Value.Contains("public", StringComparison.Ordinal)
                && !type.Groups["kind"].Value.StartsWith("enum", StringComparison.Ordinal)
                && !type.Groups["name"].Value.EndsWith("Exception", StringComparison.Ordinal);
            if (concerned && !parts.Any(part => CommentAbove(part.File, part.Type.Index)))
                yield return file.At(type.Index, $"'{type.Groups["name"].Value}' is public and does not say why it exists");
        }
    }

    /// <summary>Work is finished before it is kept.</summary>
    public static IEnumerable<Finding> NothingLeftForLater(SourceFile file) =>
        LeftForLater().Matches(file.Text).Select(match => file.At(match.Index, $"'{match.Value}': finish it, or leave it out"));

    /// <summary>
    /// Russian stands only beside its English: as a later part of a <c>Text</c> (<c>new Text(…, …)</c>, <c>new(…, …)</c>, a tuple or a call that takes both), in
    /// <c>language == Language.Russian ? … : …</c>, or among the answers a user may type (<c>is … or …</c>). A comment may quote it.
    /// </summary>
    public static IEnumerable<Finding> RussianStandsBesideEnglish(SourceFile file)
    {
        var literals = SourceText.Literals(file.Text).Select(range => (Start: range.Start.Value, End: range.End.Value)).ToList();
        foreach (Match word in Russian().Matches(file.Text))
        {
            int literal = literals.FindIndex(literal => literal.Start <= word.Index && word.Index < literal.End);
            bool isComment = literal < 0 && file.Code[word.Index] == ' ';
            if (literal < 0 && !isComment)
                yield return file.At(word.Index, $"'{word.Value}' stands outside of a text for users");
            else if (!isComment && !ChoiceOfLanguageOrAnswer().IsMatch(file.Code[..literals[literal].Start]) && !IsLaterArgument(file.Code, word.Index))
                yield return file.At(word.Index, $"'{word.Value}' has no English beside it");
        }
    }

    private static bool IsLaterArgument(string code, int index)
    {
        int depth = 0;
        bool comma = false;
        for (int i = index - 1; i >= 0; i--)
        {
            switch (code[i])
            {
                case ')' or ']' or '}': depth++; break;
                case '(' or '[' or '{' when depth > 0: depth--; break;
                case '(' when comma: return true;
                // The hole of a string, an inner call: what is around them counts.
                case '(' or '[' or '{': comma = false; break;
                case ',' when depth == 0: comma = true; break;
                case ';' when depth == 0: return false;
            }
        }

        return false;
    }

    private static bool CommentAbove(SourceFile file, int index)
    {
        string[] above = file.Text[..index].Split('\n');
        for (int i = above.Length - 2; i >= 0; i--)
        {
            string line = above[i].Trim();
            if (line.StartsWith("///", StringComparison.Ordinal))
                return true;
            // Attributes, also of several lines, stand between the comment and the type.
            if (line.Length == 0 || line.EndsWith(';') || line.EndsWith('}'))
                return false;
        }

        return false;
    }

    private static IEnumerable<Match> TopLevelTypes(SourceFile file)
    {
        int depth = 0, at = 0;
        foreach (Match type in TypeLine().Matches(file.Code))
        {
            for (; at < type.Index; at++)
                depth += file.Code[at] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
                yield return type;
        }
    }

    [GeneratedRegex(
        @"^[ \t]*(?<modifiers>(?:(?:public|internal|private|protected|file|static|sealed|abstract|partial|readonly|ref|unsafe|new)\s+)*)(?<kind>class|struct|interface|enum|record\s+struct|record\s+class|record|delegate\s+[\w<>?\[\]., ]+?)\s+(?<name>\w+)\s*[<({:;\n]",
        RegexOptions.Multiline)]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"^\s*namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX|NotImplementedException)\b")]
    private static partial Regex LeftForLater();

    [GeneratedRegex(@"(\b[Rr]ussian\s*\?[^:;]*|\bor\s*[$@]*"")$")]
    private static partial Regex ChoiceOfLanguageOrAnswer();

    [GeneratedRegex(@"\p{IsCyrillic}[\p{IsCyrillic} ]*")]
    private static partial Regex Russian();
}
