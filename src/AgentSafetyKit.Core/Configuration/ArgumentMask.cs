using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace AgentSafetyKit.Configuration;

/// <summary>Arguments for people's eyes. Keys belong into <c>env_from</c>; who put one among the arguments does not find it again in what is shown, as far as it looks like one.</summary>
public static partial class ArgumentMask
{
    private const string Hidden = "hidden";

    public static ImmutableArray<string> Of(ImmutableArray<string> arguments)
    {
        var shown = ImmutableArray.CreateBuilder<string>(arguments.Length);
        bool isValue = false;
        foreach (string word in arguments)
        {
            bool isOption = word.StartsWith('-');
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? word : word[..equals];
            bool namesSecret = SecretName().IsMatch(name);
            if (equals >= 0 && namesSecret)
                shown.Add($"{name}={Hidden}");
            else if ((isValue && !isOption) || KeyLike().IsMatch(word))
                shown.Add(Hidden);
            else
                shown.Add(word);
            isValue = isOption && equals < 0 && namesSecret;
        }

        return shown.MoveToImmutable();
    }

    [GeneratedRegex(@"(?:key|token|secret|passw(?:or)?d|passphrase|credential|auth)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    /// <summary>Prefixes vendors give their keys, a name and a password in an address, long words of letters and digits that are no words.</summary>
    [GeneratedRegex(@"(?:\A|[=:\s""'])(?:sk-|pk-|ghp_|gho_|github_pat_|glpat-|xox[abp]-|AIza|AKIA|eyJ)[A-Za-z0-9_.-]{8,}|://[^/\s:@]+:[^/\s@]+@|(?:\A|=)(?=[A-Za-z0-9_-]*[0-9])(?=[A-Za-z0-9_-]*[A-Za-z])[A-Za-z0-9_]{32,}\z", RegexOptions.CultureInvariant)]
    private static partial Regex KeyLike();
}
