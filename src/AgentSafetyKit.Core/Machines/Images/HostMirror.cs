namespace AgentSafetyKit.Machines.Images;

/// <summary>
/// Where Debian's packages come from: the same places as the host's, where the host is a Debian whose sources.list(5) or deb822 sources name them; else <see cref="Official"/>.
/// </summary>
/// <param name="Archive">The release itself.</param>
/// <param name="Security">Its security updates; null where the host's sources have none, as an offline mirror may.</param>
public sealed record HostMirror(string Archive, string? Security)
{
    public static HostMirror Official { get; } = new("http://deb.debian.org/debian", "http://deb.debian.org/debian-security");

    /// <summary>Lines of sources.list(5) for a release.</summary>
    public IReadOnlyList<string> Lines(string suite) => Security is null || suite is "sid" or "unstable"
        ? [$"deb {Archive} {suite} main"]
        : [$"deb {Archive} {suite} main", $"deb {Security} {suite}-security main"];

    /// <param name="folder"><c>/etc/apt</c>, but for tests.</param>
    public static HostMirror Find(string folder = "/etc/apt")
    {
        string? archive = null, security = null;
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

            foreach (string address in Addresses(text, file.EndsWith(".sources", StringComparison.Ordinal)).Select(a => a.TrimEnd('/')).Where(IsFetched))
            {
                if (address.EndsWith("/debian", StringComparison.Ordinal))
                    archive ??= address;
                else if (address.EndsWith("/debian-security", StringComparison.Ordinal))
                    security ??= address;
            }
        }

        return archive is null ? Official : new HostMirror(archive, security);
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

    private static bool IsFetched(string address) => Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme is ("http" or "https");
}
