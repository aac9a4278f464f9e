using System.Text.Json;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>Where whoever serves a mount that was stopped, and whoever answers for it, meet.</summary>
public sealed class TripwireStore(KitPaths paths)
{
    public void Save(TrippedMount tripped)
    {
        PrivateFolder.Ensure(paths.MountsFolder);
        AtomicFile.Write(FileOf(tripped.Id), JsonSerializer.SerializeToUtf8Bytes(tripped, SessionRecords.Default.TrippedMount));
    }

    public TrippedMount? Find(string id) => Read(FileOf(id));

    /// <summary>All that wait for an answer, and those whose undoing is under way, or could not be done: only who may go on is no longer among them.</summary>
    public IReadOnlyList<TrippedMount> All() => !Directory.Exists(paths.MountsFolder)
        ? []
        : [.. Directory.EnumerateFiles(paths.MountsFolder, "*.tripped").Select(Read).OfType<TrippedMount>().Where(Waits).OrderBy(tripped => tripped.Source, StringComparer.Ordinal)];

    /// <summary>Nobody has said that it may go on.</summary>
    public bool Waits(TrippedMount tripped) => WordOf(tripped) is not { Answer: TripwireAnswer.Continue };

    /// <summary>It is the alarm of now: neither is it over, nor has another one come.</summary>
    public bool IsStill(TrippedMount tripped) => Find(tripped.Id)?.At == tripped.At;

    public void Answer(TrippedMount tripped, TripwireAnswer answer) =>
        AtomicFile.Write(WordFile(tripped.Id), JsonSerializer.SerializeToUtf8Bytes(new TripwireWord(answer, Environment.ProcessId, tripped.At), SessionRecords.Default.TripwireWord));

    /// <summary>The answer to this alarm; null: there is none yet.</summary>
    public TripwireWord? WordOf(TrippedMount tripped)
    {
        string file = WordFile(tripped.Id);
        try
        {
            return File.Exists(file) && JsonSerializer.Deserialize(File.ReadAllBytes(file), SessionRecords.Default.TripwireWord) is { } word && word.At == tripped.At ? word : null;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Nothing is held any more.</summary>
    public void Remove(string id)
    {
        File.Delete(FileOf(id));
        File.Delete(WordFile(id));
    }

    private static TrippedMount? Read(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), SessionRecords.Default.TrippedMount) : null;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string FileOf(string id) => Path.Combine(paths.MountsFolder, id + ".tripped");

    private string WordFile(string id) => Path.Combine(paths.MountsFolder, id + ".word");
}
