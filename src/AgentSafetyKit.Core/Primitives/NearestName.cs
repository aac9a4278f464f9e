namespace AgentSafetyKit.Primitives;

/// <summary>Finds what somebody who mistyped a name may have meant (Damerau–Levenshtein distance, optimal string alignment).</summary>
public static class NearestName
{
    /// <summary>The nearest candidate, or null when none is near: at most a third of the letters may differ.</summary>
    public static string? Find(string typed, IEnumerable<string> candidates)
    {
        string? best = null;
        int bestDistance = int.MaxValue;
        foreach (string candidate in candidates)
        {
            int distance = Distance(typed, candidate);
            if (distance < bestDistance && distance <= Math.Max(1, Math.Max(typed.Length, candidate.Length) / 3))
                (best, bestDistance) = (candidate, distance);
        }

        return best;
    }

    /// <summary>How many letters must be added, removed, changed or swapped with their neighbour. Only the first 64 letters count.</summary>
    public static int Distance(string left, string right)
    {
        const int longest = 64;
        if (left.Length > longest)
            left = left[..longest];
        if (right.Length > longest)
            right = right[..longest];
        int[,] cost = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++)
            cost[i, 0] = i;
        for (int j = 0; j <= right.Length; j++)
            cost[0, j] = j;
        for (int i = 1; i <= left.Length; i++)
        {
            for (int j = 1; j <= right.Length; j++)
            {
                int change = left[i - 1] == right[j - 1] ? 0 : 1;
                cost[i, j] = Math.Min(Math.Min(cost[i - 1, j] + 1, cost[i, j - 1] + 1), cost[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[left.Length, right.Length];
    }
}
