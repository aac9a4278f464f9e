using System.Text.Json;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Boxes;

/// <summary>The sessions there are, a file each.</summary>
public sealed class SandboxStore(KitPaths paths)
{
    public const int IdLength = 32;

    public static bool IsId(string word) => word.Length == IdLength && word.All(char.IsAsciiHexDigitLower);

    /// <summary>Of those whose file can be read.</summary>
    public IReadOnlyList<SandboxSession> All()
    {
        if (!Directory.Exists(paths.SessionsFolder))
            return [];
        return [.. Directory.EnumerateFiles(paths.SessionsFolder, "*.json").Select(Read).OfType<SandboxSession>().OrderBy(session => session.CreatedAt)];
    }

    public void Save(SandboxSession session)
    {
        PrivateFolder.Ensure(paths.SessionsFolder);
        AtomicFile.Write(FileOf(session.Id), JsonSerializer.SerializeToUtf8Bytes(session, SandboxRecords.Default.SandboxSession));
    }

    public void Remove(string id) => File.Delete(FileOf(id));

    private static SandboxSession? Read(string file)
    {
        try
        {
            SandboxSession? session = JsonSerializer.Deserialize(File.ReadAllBytes(file), SandboxRecords.Default.SandboxSession);
            return session is not null && IsId(session.Id) && GuestBoxes.IsContainer(session.Container) && Path.GetFileNameWithoutExtension(file) == session.Id ? session : null;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string FileOf(string id) => Path.Combine(paths.SessionsFolder, id + ".json");
}
