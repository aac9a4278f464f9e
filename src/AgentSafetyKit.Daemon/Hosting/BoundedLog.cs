using AgentSafetyKit.Configuration;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Daemon.Hosting;

/// <summary>
/// Keeps a log that goes into a file of ours from growing for as long as the daemon works: what is too long becomes the older one, of which one is kept. Where standard output is anything else (a terminal, the
/// journal of the system), that is not our business.
/// </summary>
/// <param name="log">Writes to standard output.</param>
/// <param name="file">Where a daemon in the background writes to.</param>
public sealed class BoundedLog(ILogSink log, string file) : ILogSink
{
    /// <summary>Bytes.</summary>
    internal const long Longest = 5 << 20;

    private readonly Lock _gate = new();
    private readonly bool _isOurs = OutputIs(file);

    public void Write(LogLine line)
    {
        log.Write(line);
        if (!_isOurs)
            return;
        lock (_gate)
            Shorten();
    }

    public void Follow(LogFormat format) => log.Follow(format);

    /// <summary>What makes room for a new daemon's.</summary>
    internal static void PutAside(string file)
    {
        if (IsTooLong(file))
            File.Move(file, Older(file), overwrite: true);
    }

    /// <summary>Emptied, not renamed: standard output stays with its file, and appends.</summary>
    private void Shorten()
    {
        try
        {
            if (!IsTooLong(file))
                return;
            using var written = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            File.Copy(file, Older(file), overwrite: true);
            written.SetLength(0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Removed, or the disk is full: the next line tries again.
        }
    }

    private static bool IsTooLong(string file) => new FileInfo(file) is { Exists: true, Length: > Longest };

    private static string Older(string file) => file + ".1";

    private static bool OutputIs(string file)
    {
        try
        {
            return File.ResolveLinkTarget("/proc/self/fd/1", returnFinalTarget: false)?.FullName == RealPath.OfExistingPart(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
