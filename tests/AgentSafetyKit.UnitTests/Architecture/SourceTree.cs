namespace AgentSafetyKit.UnitTests.Architecture;

/// <summary>The repository's own source, read from the disk.</summary>
internal static class SourceTree
{
    public static string Root { get; } = FindRoot();

    /// <summary>Every C# file under a folder of the repository, without what the compiler makes.</summary>
    public static IReadOnlyList<SourceFile> CSharp(string under) => [.. Files(under).Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal))];

    /// <summary>Every text file under a folder that a person wrote.</summary>
    public static IReadOnlyList<SourceFile> Files(string under)
    {
        string[] written = [".cs", ".csproj", ".props", ".sh", ".ts", ".tsx", ".css", ".html", ".yaml"];
        var files = new List<SourceFile>();
        foreach (string path in Directory.EnumerateFiles(Path.Combine(Root, under), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string relative = Path.GetRelativePath(Root, path);
            if (!relative.Split('/').Any(part => part is "bin" or "obj" or "node_modules") && written.Contains(Path.GetExtension(path)))
                files.Add(new SourceFile(relative, File.ReadAllText(path)));
        }

        return files;
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AgentSafetyKit.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"no AgentSafetyKit.sln above {AppContext.BaseDirectory}");
    }
}
