using System.Globalization;

namespace AgentSafetyKit.Machines.Images;

/// <summary>What an answer says before its content (RFC 9110, RFC 9112).</summary>
/// <param name="Status">Such as 200.</param>
/// <param name="Reason">The words beside it; the server's, so to be escaped.</param>
/// <param name="Fields">By their names, whatever their case; of a repeated one the last.</param>
internal sealed record HttpHead(int Status, string Reason, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>How much comes; -1: it does not say.</summary>
    public long Length => Number(Fields.GetValueOrDefault("content-length", ""));

    /// <summary>Where the part begins, and how long the whole is, -1 for what it does not say; null: it is no part.</summary>
    public (long From, long Total)? Range
    {
        get
        {
            if (!Fields.TryGetValue("content-range", out string? range) || !range.StartsWith("bytes ", StringComparison.Ordinal) || range.Split(['-', '/', ' ']) is not [_, .., { } last] parts)
                return null;
            return (Number(parts[1]), Number(last));
        }
    }

    /// <summary>By what the server knows whether its file is still the same: a strong entity tag, else the time of its last change; empty: nothing.</summary>
    public string Validator => Fields.TryGetValue("etag", out string? tag) && tag.StartsWith('"') ? tag : Fields.GetValueOrDefault("last-modified", "");

    /// <returns>Null: these are not the lines of a head.</returns>
    public static HttpHead? Parse(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 || !lines[0].StartsWith("HTTP/", StringComparison.Ordinal) || lines[0].Split(' ', 3) is not [_, { } status, ..] first)
            return null;
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines.AsSpan(1))
        {
            if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and int colon)
                fields[line[..colon]] = line[(colon + 1)..].Trim();
        }

        return Number(status) is >= 100 and <= 999 and long code ? new HttpHead((int)code, first.Length > 2 ? first[2] : "", fields) : null;
    }

    private static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : -1;
}
