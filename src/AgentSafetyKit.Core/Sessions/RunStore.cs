using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// The runs of agents on this machine, one small file each. Those that have ended lie in a folder of their own, and only so many are kept: what asks for agents at work does not become slower with the years.
/// </summary>
public sealed class RunStore(KitPaths paths, TimeProvider time)
{
    /// <summary>Of at most <see cref="DetachedLaunch.LogLimit"/> bytes each.</summary>
    private const int MostLogs = 30;

    /// <summary>Their snapshots go by rules of their own, and can be restored without them.</summary>
    internal const int MostEnded = 1000;

    public string NewId()
    {
        string stamp = time.GetLocalNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        return $"{stamp}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(2))}";
    }

    /// <summary>Held by the process that watches a detached run.</summary>
    public string KeeperLock(string id) => Path.Combine(paths.RunsFolder, id + ".lock");

    /// <summary>Whether some process has begun to watch it.</summary>
    public bool IsKept(string id)
    {
        if (!File.Exists(KeeperLock(id)))
            return false;
        using FileLock? free = FileLock.TryShare(KeeperLock(id));
        return free is null;
    }

    /// <summary>What that process had to say.</summary>
    public string KeeperLog(string id) => Path.Combine(paths.LogsFolder, $"run-{id}.log");

    /// <summary>What only the process that watched a run needed; for that process, when the run is closed.</summary>
    public void RemoveKeeperFiles(string id)
    {
        File.Delete(KeeperLock(id));
        if (new FileInfo(KeeperLog(id)) is { Exists: true, Length: 0 })
            File.Delete(KeeperLog(id));
    }

    /// <summary>What a detached agent printed, kept when it has ended. The bytes are the guest's choice.</summary>
    public string LogFile(string id) => Path.Combine(paths.RunsFolder, id + ".log");

    /// <summary>Keeps what an agent printed, and no more such files than <see cref="MostLogs"/>.</summary>
    public void SaveLog(string id, ReadOnlySpan<byte> log)
    {
        PrivateFolder.Ensure(paths.RunsFolder);
        AtomicFile.Write(LogFile(id), log);
        foreach (string old in Directory.EnumerateFiles(paths.RunsFolder, "*.log").OrderByDescending(File.GetLastWriteTimeUtc).Skip(MostLogs))
            File.Delete(old);
    }

    /// <summary>As <see cref="Save"/>, for a new run: of two live ones none has the name of the other.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.Usage"/>: the name is taken, or can not be one.</exception>
    public void Claim(RunRecord run)
    {
        if (run.Name is not { } name)
        {
            Save(run);
            return;
        }

        RunNames.Check(name);
        // Held for as long as a small file takes to write.
        FileLock? one;
        while ((one = FileLock.TryTake(Path.Combine(paths.RunsFolder, "names.lock"))) is null)
            Thread.Sleep(10);
        using (one)
        {
            if (Live().FirstOrDefault(other => other.Name == name) is { } taken)
                throw RunNames.Taken(name, taken);
            Save(run);
        }
    }

    public void Save(RunRecord run)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(run, SessionRecords.Default.RunRecord);
        PrivateFolder.Ensure(paths.RunsFolder);
        if (run.EndedAt is null)
        {
            AtomicFile.Write(FileOf(run.Id), json);
            return;
        }

        PrivateFolder.Ensure(EndedFolder);
        AtomicFile.Write(EndedFileOf(run.Id), json);
        File.Delete(FileOf(run.Id));
        foreach (string old in Files(EndedFolder).OrderDescending(StringComparer.Ordinal).Skip(MostEnded))
            File.Delete(old);
    }

    /// <summary>Hands over the snapshots of a run at work to whoever keeps those of its folder: from now on they are taken by these rules.</summary>
    public void SaveRules(string id, IgnoreRules rules) => AtomicFile.Write(RulesFile(id), rules.ToBytes());

    /// <summary>The rules of a run that has handed over its snapshots; null: it has not, or no longer does.</summary>
    public IgnoreRules? RulesOf(string id)
    {
        try
        {
            return File.Exists(RulesFile(id)) ? IgnoreRules.FromBytes(File.ReadAllBytes(RulesFile(id))) : null;
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The run takes its own snapshots again.</summary>
    public void RemoveRules(string id) => File.Delete(RulesFile(id));

    /// <summary>The run, or null when there is none of this id (or its file can not be read).</summary>
    public RunRecord? Find(string id) => IsId(id) ? Read(EndedFileOf(id)) ?? Read(FileOf(id)) : null;

    /// <summary>The live run of this name, else the last one that had it; null: none had.</summary>
    public RunRecord? FindNamed(string name)
    {
        List<RunRecord> named = [.. All().Where(run => run.Name == name)];
        return named.Find(run => run.IsLive) ?? named.FirstOrDefault();
    }

    /// <summary>Of all that are known, read or not; the newest first.</summary>
    public IReadOnlyList<string> Ids() =>
        [.. Files(paths.RunsFolder).Concat(Files(EndedFolder)).Select(file => Path.GetFileNameWithoutExtension(file)).Distinct().OrderDescending(StringComparer.Ordinal)];

    /// <summary>All that can be read, the newest first: by when they started, for an id has the local time, and clocks are put back in autumn and moved on journeys.</summary>
    public IReadOnlyList<RunRecord> All() => NewestFirst(Records(Files(EndedFolder)).Concat(Unmoved()));

    /// <summary>Those whose end nobody has written down: at work, or abandoned. The newest first.</summary>
    public IReadOnlyList<RunRecord> Unended() => NewestFirst(Unmoved().Where(run => run.EndedAt is null));

    /// <summary>Those whose agents work now.</summary>
    public IReadOnlyList<RunRecord> Live() => [.. Unended().Where(run => run.IsLive)];

    /// <summary>The last ones that have ended.</summary>
    public IReadOnlyList<RunRecord> Ended(int most) =>
        NewestFirst(Records(Files(EndedFolder).OrderDescending(StringComparer.Ordinal).Take(most)));

    /// <summary>Whether a word is meant as a run's id, a mistyped one too: its date and time are there, and letters or digits at most behind them.</summary>
    public static bool HasFormOfId(string word) =>
        word.Length is >= 15 and <= 24 && IsId(word) && word[8] == '-' && word[..8].All(char.IsAsciiDigit) && word[9..15].All(char.IsAsciiDigit) && (word.Length == 15 || word[15] == '-');

    private static bool IsId(string id) => id.Length is > 0 and < 64 && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');

    /// <summary>Whoever was killed between the two steps of <see cref="Save"/> left an old record behind.</summary>
    private IEnumerable<RunRecord> Unmoved() => Records(Files(paths.RunsFolder).Where(file => !File.Exists(Path.Combine(EndedFolder, Path.GetFileName(file)))));

    private static IReadOnlyList<RunRecord> NewestFirst(IEnumerable<RunRecord> runs) =>
        [.. runs.OrderByDescending(run => run.StartedAt).ThenByDescending(run => run.Id, StringComparer.Ordinal)];

    private static IEnumerable<string> Files(string folder) => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.json") : [];

    private static IEnumerable<RunRecord> Records(IEnumerable<string> files) => files.Select(Read).OfType<RunRecord>();

    private static RunRecord? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), SessionRecords.Default.RunRecord);
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string RulesFile(string id) => Path.Combine(paths.RunsFolder, id + ".rules");

    private string EndedFolder => Path.Combine(paths.RunsFolder, "ended");

    private string EndedFileOf(string id) => Path.Combine(EndedFolder, id + ".json");

    private string FileOf(string id) => Path.Combine(paths.RunsFolder, id + ".json");
}
