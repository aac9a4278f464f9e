using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using AgentSafetyKit.Snapshots;
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

    private string RulesFile(string id) => Path.Combine(paths.RunsFolder, id + ".rules");

    private string FileOf(string id) => Path.Combine(paths.RunsFolder, id + ".json");
}
