namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Spreads points over time so that the gaps grow with age: on a logarithmic scale of ages they stand evenly. Taking away, one by one, the point whose neighbours on that scale are closest to each
/// other comes near to that, also when it is done again whenever a new point arrives.
/// </summary>
internal static class LogarithmicThinning
{
    /// <summary>The logarithm of each age; never growing from the oldest to the newest. A time in the future, or before that of an older one, is a clock that was wrong: the older one's counts.</summary>
    public static double[] LogAges(IReadOnlyList<DateTimeOffset> oldestFirst, DateTimeOffset now)
    {
        var ages = new double[oldestFirst.Count];
        DateTimeOffset? trusted = null;
        for (int i = 0; i < ages.Length; i++)
        {
            if (oldestFirst[i] <= now && !(oldestFirst[i] < trusted))
                trusted = oldestFirst[i];
            ages[i] = trusted is { } time ? (now - time).TotalMinutes : double.NaN;
        }

        double known = Array.Find(ages, age => !double.IsNaN(age));
        for (int i = 0; i < ages.Length; i++)
            ages[i] = Math.Log(1 + (double.IsNaN(ages[i]) ? known : ages[i]));
        return ages;
    }

    /// <summary>The one that is missed least; -1 where none may go. Among equals the oldest.</summary>
    /// <param name="logAges">By <see cref="LogAges"/>.</param>
    /// <param name="stands">Which of them are still there.</param>
    /// <param name="mayGo">Which may go.</param>
    public static int MostCrowded(double[] logAges, bool[] stands, Func<int, bool> mayGo)
    {
        int best = -1, older = -1, middle = -1;
        double least = double.PositiveInfinity;
        for (int i = 0; i < stands.Length; i++)
        {
            if (!stands[i])
                continue;
            Consider(middle, older < 0 ? double.MaxValue : logAges[older] - logAges[i]);
            (older, middle) = (middle, i);
        }

        Consider(middle, double.MaxValue);
        return best;

        void Consider(int index, double gap)
        {
            if (index >= 0 && gap < least && mayGo(index))
                (best, least) = (index, gap);
        }
    }
}
