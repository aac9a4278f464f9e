namespace AgentSafetyKit.Configuration;

/// <summary>Where a VM gets packages from. An address may hold a password, so it is shown only through <see cref="Shown"/>.</summary>
/// <param name="Apt">Base of a Debian or Ubuntu archive, as it stands in sources.list(5); null: the release's own.</param>
/// <param name="Npm">An npm registry; null: npm's own.</param>
/// <param name="Pip">A package index (PEP 503); null: pip's own.</param>
public sealed record PackageMirrors(string? Apt, string? Npm, string? Pip)
{
    public static PackageMirrors None { get; } = new(null, null, null);

    /// <summary>The address without the name and the password in it.</summary>
    public static string? Shown(string? address) => UserPart(address) is { } user ? address!.Replace(user + "@", "hidden@", StringComparison.Ordinal) : address;

    /// <summary>The text, without the name and the password of any of them.</summary>
    public string Redact(string text)
    {
        foreach (string? address in new[] { Apt, Npm, Pip })
        {
            if (UserPart(address) is not { } user)
                continue;
            text = text.Replace(user, "hidden", StringComparison.Ordinal);
            int colon = user.IndexOf(':', StringComparison.Ordinal);
            if (colon >= 0 && colon < user.Length - 1)
                text = text.Replace(user[(colon + 1)..], "hidden", StringComparison.Ordinal);
        }

        return text;
    }

    public override string ToString() => $"apt {Shown(Apt)}, npm {Shown(Npm)}, pip {Shown(Pip)}";

    /// <summary><c>name:password</c>; null where the address has none.</summary>
    private static string? UserPart(string? address)
    {
        int begin = address?.IndexOf("://", StringComparison.Ordinal) + 3 ?? -1;
        if (begin < 3)
            return null;
        int end = address!.IndexOf('/', begin);
        string authority = end < 0 ? address[begin..] : address[begin..end];
        int at = authority.LastIndexOf('@');
        return at > 0 ? authority[..at] : null;
    }
}
