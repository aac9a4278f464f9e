namespace AgentSafetyKit.Machines.Images;

/// <summary>
/// Where Debian's packages come from: the same mirror as the host's, where the host is a Debian whose sources.list(5) or deb822 sources name one; else <see cref="Official"/>.
/// </summary>
public static class HostMirror
{
    public const string Official = "http://deb.debian.org/debian";

    /// <param name="folder"><c>/etc/apt</c>, but for tests.</param>
    public static string Find(string folder = "/etc/apt")
    {
        foreach (string file in SourceFiles(folder))
        {
            string text;
            try
            {
                text = File.ReadAllText(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            if (Addresses(text, file.EndsWith(".sources", StringComparison.Ordinal)).FirstOrDefault(IsDebianArchive) is { } mirror)
                return mirror.TrimEnd('/');
        }

        return Official;
    }

    private static IEnumerable<string> SourceFiles(string folder)
    {
        yield return Path.Combine(folder, "sources.list");
        string parts = Path.Combine(folder, "sources.list.d");
        if (!Directory.Exists(parts))
            yield break;
        foreach (string file in Directory.EnumerateFiles(parts).Order(StringComparer.Ordinal))
        {
            if (file.EndsWith(".list", StringComparison.Ordinal) || file.EndsWith(".sources", StringComparison.Ordinal))
                yield return file;
        }
    }

    private static IEnumerable<string> Addresses(string text, bool stanzas)
    {
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (stanzas && line.StartsWith("URIs:", StringComparison.OrdinalIgnoreCase))
            {
                foreach (string address in line["URIs:".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    yield return address;
            }
            else if (!stanzas && line.StartsWith("deb ", StringComparison.Ordinal))
            {
                string rest = line["deb ".Length..].TrimStart();
                int options = rest.StartsWith('[') ? rest.IndexOf(']', StringComparison.Ordinal) + 1 : 0;
                if (rest[options..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var address, ..])
                    yield return address;
            }
        }
    }

    // Not -security, not another archive, not Ubuntu's; and nothing that is not fetched over HTTP.
    private static bool IsDebianArchive(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
        && uri.Scheme is ("http" or "https")
        && address.TrimEnd('/').EndsWith("/debian", StringComparison.Ordinal);
}
