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

    /// <summary>All that wait for an answer.</summary>
    public IReadOnlyList<TrippedMount> All() => !Directory.Exists(paths.MountsFolder)
        ? []
        : [.. Directory.EnumerateFiles(paths.MountsFolder, "*.tripped").Select(Read).OfType<TrippedMount>().Where(tripped => WordOf(tripped.Id) is null).OrderBy(tripped => tripped.Source, StringComparer.Ordinal)];

    public void Answer(string id, TripwireAnswer answer) =>
        AtomicFile.Write(WordFile(id), JsonSerializer.SerializeToUtf8Bytes(new TripwireWord(answer, Environment.ProcessId), SessionRecords.Default.TripwireWord));

    public TripwireWord? WordOf(string id)
    {
        try
        {
            return File.Exists(WordFile(id)) ? JsonSerializer.Deserialize(File.ReadAllBytes(WordFile(id)), SessionRecords.Default.TripwireWord) : null;
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
