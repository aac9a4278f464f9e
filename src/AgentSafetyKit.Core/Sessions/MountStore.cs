using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// What processes tell each other about mounted folders: a record each, a lock its serving process holds for as long as it serves, a lock its users share, and a counter of changes.
/// </summary>
public sealed class MountStore(KitPaths paths)
{
    public static string IdOf(string source, string machine) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{machine}\n{source}")))[..16];

    public string ServerLock(string id) => Path.Combine(paths.MountsFolder, id + ".server.lock");

    public string UsersLock(string id) => Path.Combine(paths.MountsFolder, id + ".users.lock");

    public string LogFile(string id) => Path.Combine(paths.LogsFolder, $"mount-{id}.log");

    /// <summary>Adds a line to the mount's log; a full disk swallows it.</summary>
    public void Note(string id, string words)
    {
        try
        {
            File.AppendAllText(LogFile(id), words + "\n");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Whoever looks for it finds the disk full.
        }
    }

    /// <summary>What guests did through it, before and now (<see cref="ChangeLog"/>).</summary>
    public string JournalFile(string id) => Path.Combine(paths.MountsFolder, "journal", id + ".jsonl");

    /// <summary>There as long as the mount is to stay when nobody uses it: made by <c>mount</c>, taken away by <c>umount</c>.</summary>
    public string KeepFile(string id) => Path.Combine(paths.MountsFolder, id + ".keep");

    /// <summary>There as long as the mount, which is to stay, has to wait for the end of the runs in its VM.</summary>
    private string AwayFile(string id) => Path.Combine(paths.MountsFolder, id + ".away");

    /// <summary>Keeps in mind how a mount was that is about to be taken away for a run.</summary>
    public void SaveAway(MountRecord record) => AtomicFile.Write(AwayFile(record.Id), JsonSerializer.SerializeToUtf8Bytes(record, SessionRecords.Default.MountRecord));

    /// <summary>False: it did not wait.</summary>
    public bool RemoveAway(string id)
    {
        bool was = File.Exists(AwayFile(id));
        File.Delete(AwayFile(id));
        return was;
    }

    /// <summary>The mounts of a VM that wait for the end of the runs there.</summary>
    public IReadOnlyList<MountRecord> AwayFrom(string machine) => !Directory.Exists(paths.MountsFolder)
        ? []
        : [.. Directory.EnumerateFiles(paths.MountsFolder, "*.away").Select(Read).OfType<MountRecord>().Where(record => record.Machine == machine)];

    /// <summary>The process that serves it now; 0 when nobody does.</summary>
    public int ServerOf(string id)
    {
        if (!File.Exists(ServerLock(id)))
            return 0;
        using FileLock? free = FileLock.TryShare(ServerLock(id));
        return free is null ? FileLock.HolderOf(ServerLock(id)) : 0;
    }

    public void Save(MountRecord record)
    {
        PrivateFolder.Ensure(paths.MountsFolder);
        AtomicFile.Write(FileOf(record.Id), JsonSerializer.SerializeToUtf8Bytes(record, SessionRecords.Default.MountRecord));
    }

    public MountRecord? Find(string id) => Read(FileOf(id));

    private static MountRecord? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), SessionRecords.Default.MountRecord);
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>All that somebody serves now, and those that broke and nobody unmounted since.</summary>
    public IReadOnlyList<MountRecord> All()
    {
        if (!Directory.Exists(paths.MountsFolder))
            return [];
        return [.. Directory.EnumerateFiles(paths.MountsFolder, "*.json").Select(file => Find(Path.GetFileNameWithoutExtension(file))).OfType<MountRecord>()
            .OrderBy(record => record.Source, StringComparer.Ordinal)];
    }

    /// <param name="id">Of the mount.</param>
    /// <param name="staysWanted">It is to stay all the same (<see cref="KeepFile"/>).</param>
    /// <param name="goesOn">Its runs do (<see cref="HasLive"/>): what they have used up, and that one of them is stopped, is not forgotten.</param>
    public void Remove(string id, bool staysWanted = false, bool goesOn = false)
    {
        File.Delete(FileOf(id));
        if (!staysWanted)
            File.Delete(KeepFile(id));
        if (!goesOn)
            Forget(id);
    }

    /// <summary>What was kept for runs that are over: who comes next begins with nothing used up, and stopped by nobody.</summary>
    public void Forget(string id)
    {
        File.Delete(ChangesFile(id));
        new TripwireStore(paths).Remove(id);
        File.Delete(MemoryFile(id));
    }

    /// <summary>What the last one who served it knew; null: nothing.</summary>
    public MountMemory? MemoryOf(string id)
    {
        string file = MemoryFile(id);
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), SessionRecords.Default.MountMemory) : null;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Not flushed to the disk, for it is written while guests write: where the computer goes down the runs do as well.</summary>
    public void SaveMemory(string id, MountMemory memory)
    {
        PrivateFolder.Ensure(paths.MountsFolder);
        string file = MemoryFile(id), draft = file + ".tmp";
        File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(memory, SessionRecords.Default.MountMemory));
        File.Move(draft, file, overwrite: true);
    }

    /// <summary>Whether a run goes on that whoever served the mount last knew of.</summary>
    public bool HasLive(string id, RunStore runs) => MemoryOf(id) is { } memory && memory.Runs.Any(run => runs.Find(run) is { IsLive: true });

    /// <summary>Says that the guest has changed something in the folder. <paramref name="count"/> only ever grows.</summary>
    public void SaveChanges(string id, long count)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, count);
        using FileStream file = new(ChangesFile(id), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, 0);
        file.Write(bytes);
    }

    /// <summary>How many changes the guest has made so far; 0 when nothing is known.</summary>
    public long Changes(string id)
    {
        try
        {
            Span<byte> bytes = stackalloc byte[8];
            using FileStream file = new(ChangesFile(id), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
            return file.ReadAtLeast(bytes, 8, throwOnEndOfStream: false) == 8 ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return 0;
        }
    }

    private string FileOf(string id) => Path.Combine(paths.MountsFolder, id + ".json");

    private string MemoryFile(string id) => Path.Combine(paths.MountsFolder, id + ".memory");

    private string ChangesFile(string id) => Path.Combine(paths.MountsFolder, id + ".changes");
}
