using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>The runs of agents on this machine, one small file each.</summary>
public sealed class RunStore(KitPaths paths, TimeProvider time)
{
    public string NewId()
    {
        string stamp = time.GetLocalNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        return $"{stamp}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(2))}";
    }

    public void Save(RunRecord run)
    {
        PrivateFolder.Ensure(paths.RunsFolder);
        AtomicFile.Write(FileOf(run.Id), JsonSerializer.SerializeToUtf8Bytes(run, SessionRecords.Default.RunRecord));
    }

    /// <summary>The run, or null when there is none of this id (or its file can not be read).</summary>
    public RunRecord? Find(string id) => IsId(id) ? Read(FileOf(id)) : null;

    /// <summary>All that can be read, the newest first: by when they started, for an id has the local time, and clocks are put back in autumn and moved on journeys.</summary>
    public IReadOnlyList<RunRecord> All()
    {
        if (!Directory.Exists(paths.RunsFolder))
            return [];
        return [.. Directory.EnumerateFiles(paths.RunsFolder, "*.json").Select(Read).OfType<RunRecord>().OrderByDescending(run => run.StartedAt).ThenByDescending(run => run.Id, StringComparer.Ordinal)];
    }

    /// <summary>Those whose agents work now.</summary>
    public IReadOnlyList<RunRecord> Live() => [.. All().Where(run => run.EndedAt is null && run.IsLive)];

    /// <summary>Whether a word is meant as a run's id, a mistyped one too: its date and time are there, and letters or digits at most behind them.</summary>
    public static bool HasFormOfId(string word) =>
        word.Length is >= 15 and <= 24 && IsId(word) && word[8] == '-' && word[..8].All(char.IsAsciiDigit) && word[9..15].All(char.IsAsciiDigit) && (word.Length == 15 || word[15] == '-');

    private static bool IsId(string id) => id.Length is > 0 and < 64 && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');

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

    private string FileOf(string id) => Path.Combine(paths.RunsFolder, id + ".json");
}
