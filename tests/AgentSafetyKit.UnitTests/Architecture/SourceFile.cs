namespace AgentSafetyKit.UnitTests.Architecture;

/// <summary>A source file as rules see it. Paths are relative to the repository, with forward slashes.</summary>
public sealed class SourceFile
{
    public SourceFile(string path, string text)
    {
        Path = path;
        Text = text;
        Code = SourceText.WithoutWords(text);
    }

    public string Path { get; }

    public string Text { get; }

    /// <summary>The text with all comments and the words of all literals blanked out: same length, same lines.</summary>
    public string Code { get; }

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The room of Core the file lies in; empty for Core's own folder, null for other projects.</summary>
    public string? Room
    {
        get
        {
            const string core = "src/AgentSafetyKit.Core/";
            if (!Path.StartsWith(core, StringComparison.Ordinal))
                return null;
            string rest = Path[core.Length..];
            return rest.Contains('/', StringComparison.Ordinal) ? rest[..rest.IndexOf('/', StringComparison.Ordinal)] : "";
        }
    }

    public int LineCount => Text.AsSpan().TrimEnd('\n').Count('\n') + 1;

    public Finding At(int offset, string words) => new(Path, Text.AsSpan(0, offset).Count('\n') + 1, words);
}
