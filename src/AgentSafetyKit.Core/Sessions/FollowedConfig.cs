using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// A configuration file that is read again within a second of a change, and in any case after its own <c>portforward_config_check_interval_sec</c>. While the file is not usable, the last good
/// configuration stays in force.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="context">What it is read against.</param>
/// <param name="time">Paces the looks.</param>
public sealed class FollowedConfig(string file, ConfigContext context, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <summary>Goes on until cancelled.</summary>
    /// <param name="applied">Gets each configuration that can be used, the present one at once.</param>
    /// <param name="broken">Told once of each state of the file that can not be.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="KitException">The present one can not be used.</exception>
    public async Task FollowAsync(Action<KitConfig> applied, Action<KitException> broken, CancellationToken cancellation)
    {
        (DateTime, long) seen = Stamp();
        KitConfig config = Read();
        applied(config);
        string? told = null;
        long begin = time.GetTimestamp();
        while (true)
        {
            await Task.Delay(Look, time, cancellation).ConfigureAwait(false);
            (DateTime, long) now = Stamp();
            if (now == seen && time.GetElapsedTime(begin) < config.Global.ConfigCheckInterval)
                continue;
            (seen, begin) = (now, time.GetTimestamp());
            try
            {
                config = Read();
                told = null;
                applied(config);
            }
            catch (KitException problem)
            {
                if (told != problem.Cause.English)
                    broken(problem);
                told = problem.Cause.English;
            }
        }
    }

    private KitConfig Read() => ConfigFileLoader.Load(file, context).Require(file);

    private (DateTime Written, long Length) Stamp()
    {
        var status = new FileInfo(file);
        return status.Exists ? (status.LastWriteTimeUtc, status.Length) : default;
    }
}
