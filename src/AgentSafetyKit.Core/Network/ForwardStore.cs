using System.Text.Json;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Network;

/// <summary>The records of forwards on the disk, and the lock that says who keeps those of a VM: its name is the VM's.</summary>
public sealed class ForwardStore(KitPaths paths)
{
    /// <summary>Null when there is none that can be read.</summary>
    public ForwardRecord? Find(string machine)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(paths.ForwardsFile(machine)), ForwardRecords.Default.ForwardRecord);
        }
        catch (Exception error) when (error is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Save(string machine, ForwardRecord record)
    {
        PrivateFolder.Ensure(Path.GetDirectoryName(paths.ForwardsFile(machine))!);
        AtomicFile.Write(paths.ForwardsFile(machine), JsonSerializer.SerializeToUtf8Bytes(record, ForwardRecords.Default.ForwardRecord));
    }

    public void Remove(string machine) => File.Delete(paths.ForwardsFile(machine));

    /// <summary>The VMs that have records.</summary>
    public IEnumerable<string> Machines() => Directory.Exists(paths.ForwardsFolder)
        ? Directory.EnumerateFiles(paths.ForwardsFolder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)
        : [];

    /// <summary>The right to keep this VM's forwards; null when another process has it.</summary>
    public FileLock? TryTake(string machine) => FileLock.TryTake(paths.ForwardsLock(machine));

    /// <summary>The process that keeps them, 0 if unknown.</summary>
    public int HolderOf(string machine) => FileLock.HolderOf(paths.ForwardsLock(machine));
}
