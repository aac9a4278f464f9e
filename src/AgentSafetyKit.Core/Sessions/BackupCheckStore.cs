using System.Text.Json;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>What the last verification of each folder's snapshots said, a small file each. Not with <see cref="BackupHealthStore"/>: that one's files are the daemon's, and anybody may verify.</summary>
public sealed class BackupCheckStore(KitPaths paths)
{
    public BackupCheck? Find(string source, string backupFolder)
    {
        try
        {
            BackupCheck? check = JsonSerializer.Deserialize(File.ReadAllBytes(FileOf(source, backupFolder)), SessionRecords.Default.BackupCheck);
            return check?.Source == source && check.BackupFolder == backupFolder ? check : null;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Remembers a verification of all snapshots, and one of some that found damage: that the others are good says nothing of these. That it can not be written down spoils no verification.</summary>
    public void Remember(SnapshotStoreSpec spec, VerifyResult result, bool wasOfAll, DateTimeOffset at)
    {
        if (!wasOfAll && !result.IsDamaged)
            return;
        try
        {
            PrivateFolder.Ensure(paths.BackupHealthFolder);
            AtomicFile.Write(FileOf(spec.Source, spec.BackupFolder), JsonSerializer.SerializeToUtf8Bytes(BackupCheck.Of(spec, result, at), SessionRecords.Default.BackupCheck));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A full disk, or a folder of somebody else's.
        }
    }

    private string FileOf(string source, string backupFolder) => Path.Combine(paths.BackupHealthFolder, MountStore.IdOf(source, backupFolder) + ".verify");
}
