using System.Collections.Immutable;
using System.Text.RegularExpressions;
using AgentSafetyKit.UnitTests.Architecture;

namespace AgentSafetyKit.UnitTests.Documents;

/// <summary>A page of the documentation, taken apart into what can be compared: headings, fenced blocks, links, code within sentences.</summary>
internal sealed partial class MarkdownPage
{
    private MarkdownPage(string path) => Path = path;

    /// <summary>Relative to the top of the repository.</summary>
    public string Path { get; }

    /// <summary>The level of each heading, in order.</summary>
    public ImmutableArray<int> HeadingLevels { get; private init; }

    /// <summary>What a link to each heading has behind its <c>#</c>, as the usual renderers make it: small letters, blanks as hyphens, no other punctuation; the second of a name ends with -1.</summary>
    public ImmutableArray<string> Anchors { get; private init; }

    public ImmutableArray<FencedBlock> Blocks { get; private init; }

    /// <summary>The targets of links, in order.</summary>
    public ImmutableArray<string> Links { get; private init; }

    /// <summary>What stands between single back ticks, in order.</summary>
    public ImmutableArray<string> Code { get; private init; }

    public static MarkdownPage Read(string path) => Parse(path, File.ReadAllText(System.IO.Path.Combine(SourceTree.Root, path)));

    public static MarkdownPage Parse(string path, string text)
    {
        var blocks = ImmutableArray.CreateBuilder<FencedBlock>();
        string prose = Fence().Replace(text, match =>
        {
            blocks.Add(new FencedBlock(match.Groups["language"].Value, match.Groups["text"].Value));
            return "";
        });
        return new MarkdownPage(path)
        {
            Blocks = blocks.ToImmutable(),
            HeadingLevels = [.. Heading().Matches(prose).Select(match => match.Groups[1].Length)],
            Anchors = AnchorsOf(HeadingText().Matches(prose).Select(match => match.Groups[1].Value)),
            Code = [.. InlineCode().Matches(prose).Select(match => match.Groups[1].Value)],
            Links = [.. Link().Matches(InlineCode().Replace(prose, "x")).Select(match => match.Groups[1].Value)],
        };
    }

    [GeneratedRegex("^```(?<language>[^\\n]*)\\n(?<text>.*?)^```\\s*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    private static ImmutableArray<string> AnchorsOf(IEnumerable<string> headings)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var anchors = ImmutableArray.CreateBuilder<string>();
        foreach (string heading in headings)
        {
            string anchor = NotInAnchors().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');
            int times = seen.GetValueOrDefault(anchor);
            seen[anchor] = times + 1;
            anchors.Add(times == 0 ? anchor : $"{anchor}-{times}");
        }

        return anchors.ToImmutable();
    }

    [GeneratedRegex("^#{1,6} +(.*?) *$", RegexOptions.Multiline)]
    private static partial Regex HeadingText();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex("^(#{1,6}) ", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("`([^`\\n]+)`")]
    private static partial Regex InlineCode();

    [GeneratedRegex("\\]\\(([^)\\s]+)\\)")]
    private static partial Regex Link();
}
