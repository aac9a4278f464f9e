using System.Text.Json;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Diagnostics.Health;

/// <summary>The records of mounts and runs: one that can not be read is left out by everything else without a word.</summary>
public sealed class RecordHealth(KitPaths paths) : IHealthCheck
{
    public string Id => "records";

    public Text Title => new("records of mounts and runs", "записи о папках и запусках");

    public async Task<IReadOnlyList<HealthFinding>> LookAsync(CancellationToken cancellation)
    {
        var found = new List<HealthFinding>();
        string[] folders = [paths.MountsFolder, paths.RunsFolder, Path.Combine(paths.RunsFolder, "ended")];
        foreach (string file in folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*.json")).Order(StringComparer.Ordinal))
        {
            if (await TroubleOfAsync(file, Path.GetDirectoryName(file) == paths.MountsFolder, cancellation).ConfigureAwait(false) is { } trouble)
                found.Add(Damaged(file, trouble));
        }

        return found.Count > 0 ? found : [HealthFinding.Pass(new Text("all can be read", "все читаются"))];
    }

    private static async Task<string?> TroubleOfAsync(string file, bool isMount, CancellationToken cancellation)
    {
        try
        {
            byte[] content = await File.ReadAllBytesAsync(file, cancellation).ConfigureAwait(false);
            object? record = isMount ? JsonSerializer.Deserialize(content, SessionRecords.Default.MountRecord) : JsonSerializer.Deserialize(content, SessionRecords.Default.RunRecord);
            return record is null ? "null" : null;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }

    /// <summary>Not repaired: what a run of that record did can perhaps still be read by its user.</summary>
    private static HealthFinding Damaged(string file, string trouble)
    {
        string shown = Printable.Escape(file), quoted = ShellQuote.Word(file);
        return HealthFinding.Fail(
            new Text($"the record {shown} can not be read", $"запись {shown} не читается"),
            new Text($"the mount or run it is of is not shown anywhere: {Printable.Escape(trouble)}", $"папка или запуск, о котором она, нигде не показывается: {Printable.Escape(trouble)}"),
            Text.Verbatim($"mv {quoted} {quoted}.damaged"));
    }
}
