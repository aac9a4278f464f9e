using System.Collections.Immutable;

namespace AgentSafetyKit.Sessions;

/// <summary>Puts an agent's default arguments and the user's together: a default is dropped when the user gives the same long option, whatever form either has (<c>--x=y</c>, <c>--x y</c>, <c>--x</c>).</summary>
public static class ArgumentMerge
{
    public static ImmutableArray<string> Merge(IReadOnlyList<string> defaults, IReadOnlyList<string> given)
    {
        var named = new HashSet<string>(given.TakeWhile(word => word != "--").Where(IsLongOption).Select(NameOf), StringComparer.Ordinal);
        var merged = ImmutableArray.CreateBuilder<string>();
        for (int i = 0; i < defaults.Count; i++)
        {
            bool hasValueBehind = i + 1 < defaults.Count && !defaults[i + 1].StartsWith('-');
            bool isOption = IsLongOption(defaults[i]) && !defaults[i].Contains('=', StringComparison.Ordinal);
            bool dropped = IsLongOption(defaults[i]) && named.Contains(NameOf(defaults[i]));
            if (!dropped)
                merged.Add(defaults[i]);
            if (isOption && hasValueBehind)
            {
                i++;
                if (!dropped)
                    merged.Add(defaults[i]);
            }
        }

        merged.AddRange(given);
        return merged.ToImmutable();
    }

    private static bool IsLongOption(string word) => word.Length > 2 && word.StartsWith("--", StringComparison.Ordinal);

    private static string NameOf(string option) => option.Split('=', 2)[0];
}
