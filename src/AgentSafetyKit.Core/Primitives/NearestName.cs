namespace AgentSafetyKit.Primitives;

/// <summary>
/// "Did you mean": the known name nearest to a mistyped one. Distance is the optimal string alignment distance (insert, delete, replace, swap neighbours); case and the choice between
/// <c>-</c> and <c>_</c> cost nothing. A name is near when about two thirds of it are right, so that no far-fetched advice is given.
/// </summary>
public static class NearestName
{
    private const int LongestName = 64;

    /// <summary>The nearest of <paramref name="names"/>, the first of them on a tie, or null when none is near.</summary>
    public static string? Find(string typed, IEnumerable<string> names)
    {
        if (typed.Length is 0 or > LongestName)
            return null;
        string wanted = Plain(typed);
        int limit = Math.Clamp(wanted.Length / 3, 1, 3);
        string? best = null;
        foreach (string name in names)
        {
            if (Math.Abs(name.Length - wanted.Length) > limit)
                continue;
            int distance = Distance(wanted, Plain(name));
            if (distance > limit || distance >= Math.Max(wanted.Length, name.Length))
                continue;
            best = name;
            if (distance == 0)
                break;
            limit = distance - 1;
        }

        return best;
    }

    /// <summary>The number of single-letter slips between two words, neighbours swapped counting as one.</summary>
    public static int Distance(string left, string right)
    {
        int[] beforeLast = new int[right.Length + 1];
        int[] last = new int[right.Length + 1];
        int[] row = new int[right.Length + 1];
        for (int j = 0; j <= right.Length; j++)
            last[j] = j;
        for (int i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int replaced = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last[right.Length];
    }

    private static string Plain(string name) => name.ToLowerInvariant().Replace('_', '-');
}
