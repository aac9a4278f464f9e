using System.Collections.Immutable;
using System.Globalization;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Sessions;

/// <summary>What runs in a guest and what it takes, as the guest says: figures to show, not to act on. Bounded, whatever it says.</summary>
/// <param name="Runs">By the runs' ids.</param>
/// <param name="Busiest">The busiest processes, the busiest first.</param>
/// <param name="Processes">How many there are.</param>
/// <param name="MemoryTotal">In bytes.</param>
/// <param name="MemoryAvailable">In bytes.</param>
public sealed record GuestLoad(
    ImmutableDictionary<string, ProcessTreeLoad> Runs, ImmutableArray<GuestProcessLoad> Busiest, int Processes, long MemoryTotal, long MemoryAvailable)
{
    private const int MostRuns = 64, MostProcesses = 20, LongestName = 30;

    /// <summary>Between the two looks of which the use of processors is the difference.</summary>
    private const string Moment = "0.2";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <param name="guest">Which guest.</param>
    /// <param name="runs">Runs in it, with their agents' sessions where they are known.</param>
    /// <param name="busiest">How many processes are to be named.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="Errors.KitException">GuestUnreachable, GuestCommandFailed.</exception>
    public static async Task<GuestLoad> ReadAsync(SshConnection guest, IEnumerable<RunRecord> runs, int busiest, CancellationToken cancellation)
    {
        string[] wanted = [.. runs.Take(MostRuns).Select(run => string.Create(CultureInfo.InvariantCulture, $"{run.Id}:{run.Guest?.Id}"))];
        GuestResult said = await guest.RequireAsync(
            GuestScripts.Command("load.sh", [Moment, busiest.ToString(CultureInfo.InvariantCulture), .. wanted]), default, Limit, cancellation).ConfigureAwait(false);
        return Parse(said.OutputText);
    }

    internal static GuestLoad Parse(string said)
    {
        var runs = ImmutableDictionary.CreateBuilder<string, ProcessTreeLoad>(StringComparer.Ordinal);
        var busiest = ImmutableArray.CreateBuilder<GuestProcessLoad>();
        long elapsed = 0, ticks = 100, page = 4096, total = 0, available = 0, count = 0;
        int Percent(long used) => elapsed <= 0 || ticks <= 0 ? 0 : (int)Math.Clamp(used * 10000.0 / ((double)elapsed * ticks), 0, 100_000);
        long Bytes(long pages) => (long)Math.Min((double)pages * page, long.MaxValue / 2);
        foreach (string line in said.Split('\n'))
        {
            string[] words = line.Split(' ', 5);
            switch (words)
            {
                case ["time", { } one, { } two, { } three, ..]:
                    (elapsed, ticks, page) = (Number(one), Number(two), Number(three));
                    break;
                case ["memory", { } one, { } two, ..]:
                    (total, available) = (Math.Min(Number(one), long.MaxValue >> 11) << 10, Math.Min(Number(two), long.MaxValue >> 11) << 10);
                    break;
                case ["count", { } one, ..]:
                    count = Number(one);
                    break;
                case ["run", { } id, { } used, { } pages, { } processes] when runs.Count < MostRuns:
                    runs[id] = new ProcessTreeLoad(Percent(Number(used)), Bytes(Number(pages)), (int)Math.Min(Number(processes), int.MaxValue));
                    break;
                case ["process", { } id, { } used, { } pages, { } name] when busiest.Count < MostProcesses:
                    busiest.Add(new GuestProcessLoad((int)Math.Min(Number(id), int.MaxValue), name.Length > LongestName ? name[..LongestName] : name, Percent(Number(used)), Bytes(Number(pages))));
                    break;
            }
        }

        return new GuestLoad(runs.ToImmutable(), busiest.ToImmutable(), (int)Math.Min(count, int.MaxValue), total, available);
    }

    /// <summary>Never below zero; what is none is zero.</summary>
    private static long Number(string word) => long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
}
