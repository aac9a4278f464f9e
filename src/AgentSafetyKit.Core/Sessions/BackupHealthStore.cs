using System.Text.Json;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>What is known of each folder's backups, a small file each: so that an interval that was missed is known of when the daemon comes back.</summary>
public sealed class BackupHealthStore(KitPaths paths)
{
    public BackupHealth? Find(string source, string backupFolder)
    {
        try
        {
            BackupHealth? health = JsonSerializer.Deserialize(File.ReadAllBytes(FileOf(source, backupFolder)), SessionRecords.Default.BackupHealth);
            return health?.Source == source && health.BackupFolder == backupFolder ? health : null;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Save(BackupHealth health)
    {
        PrivateFolder.Ensure(paths.BackupHealthFolder);
        AtomicFile.Write(FileOf(health.Source, health.BackupFolder), JsonSerializer.SerializeToUtf8Bytes(health, SessionRecords.Default.BackupHealth));
    }

    private string FileOf(string source, string backupFolder) => Path.Combine(paths.BackupHealthFolder, MountStore.IdOf(source, backupFolder) + ".json");
}
