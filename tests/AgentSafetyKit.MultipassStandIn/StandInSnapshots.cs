using System.Globalization;

namespace AgentSafetyKit.MultipassStandIn;

/// <summary><c>multipass snapshot</c> and what goes with it. The disk of a guest that is a folder is that folder.</summary>
public sealed class StandInSnapshots(StandInStore store)
{
    public void List(string name)
    {
        StandInMachine machine = store.Find(name) ?? throw new RefusalException(2, $"info failed: The following errors occurred:\ninstance \"{name}\" does not exist");
        (string, object?)[] all = [.. machine.Snapshots.Select(one => (one.Name, (object?)new (string, object?)[]
        {
            ("children", Array.Empty<object>()), ("comment", ""), ("cpu_count", one.Processors.ToString(CultureInfo.InvariantCulture)), ("created", one.Created),
            ("disk_space", Shown(one.Disk)), ("memory_size", Shown(one.Memory)), ("mounts", Array.Empty<(string, object?)>()), ("parent", one.Parent), ("size", ""),
        }))];
        Console.Write(StandInJson.Of(new (string, object?)[]
        {
            ("errors", Array.Empty<object>()), ("info", new (string, object?)[] { (name, new (string, object?)[] { ("snapshots", all) }) }),
        }));
    }

    public async Task Take(string name, string snapshot)
    {
        await Spinner.Show("Taking snapshot", store.Scaled(0.2));
        StandInMachine machine = store.Find(name) ?? throw new RefusalException(2, $"snapshot failed: instance \"{name}\" does not exist");
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        if (machine.StateAt(now) != "Stopped")
            throw new RefusalException(2, "snapshot failed: Multipass can only take snapshots of stopped instances.");
        if (machine.Snapshots.Exists(one => one.Name == snapshot))
            throw new RefusalException(2, $"snapshot failed: Snapshot already exists: {name}.{snapshot}");
        if (!snapshot.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
            throw new RefusalException(2, $"snapshot failed: Invalid snapshot name: \"{snapshot}\".");
        Copy(store.GuestFolder(name), Kept(name, snapshot));
        string created = now.ToString("ddd MMM d HH:mm:ss yyyy 'UTC'", CultureInfo.InvariantCulture);
        string parent = machine.Snapshots.LastOrDefault()?.Name ?? "";
        store.Update(name, one => one with { Snapshots = [.. one.Snapshots, new StandInSnapshot(snapshot, created, one.Processors, one.Memory, one.Disk, parent)] });
        Spinner.Write($"Snapshot taken: {name}.{snapshot}\n");
        Spinner.End();
    }

    public async Task Restore(string word, bool destructive)
    {
        (string name, StandInSnapshot snapshot) = Find("restore", word);
        if (!destructive)
            throw new RefusalException(1, "[2026-11-21T10:38:32.573] [error] [client] Caught an unhandled exception: Unable to query client for confirmation. Use '--destructive' to automatically discard current machine state.");
        if (store.Find(name)!.StateAt(TimeProvider.System.GetUtcNow()) != "Stopped")
            throw new RefusalException(2, "restore failed: Multipass can only restore snapshots of stopped instances.");
        await Spinner.Show("Restoring snapshot", store.Scaled(0.2));
        Copy(Kept(name, snapshot.Name), store.GuestFolder(name));
        store.Update(name, one => one with { Processors = snapshot.Processors, Memory = snapshot.Memory, Disk = snapshot.Disk });
        Spinner.Write($"Snapshot restored: {word}\n");
        Spinner.End();
    }

    public void Delete(string word, bool purge)
    {
        (string name, StandInSnapshot snapshot) = Find("delete", word);
        if (!purge)
            throw new RefusalException(1, "Snapshots can only be purged (after deletion, they cannot be recovered). Please use the `--purge` flag if that is what you want.");
        store.Update(name, one => one with { Snapshots = [.. one.Snapshots.Where(kept => kept.Name != snapshot.Name)] });
    }

    private (string Name, StandInSnapshot Snapshot) Find(string verb, string word)
    {
        string[] parts = word.Split('.');
        return store.Find(parts[0])?.Snapshots.Find(one => one.Name == parts[1]) is { } snapshot ? (parts[0], snapshot) : throw new RefusalException(2, $"{verb} failed: No such snapshot: {word}");
    }

    private string Kept(string name, string snapshot) => Path.Combine(store.Folder, "snapshots", $"{name}.{snapshot}");

    private static void Copy(string from, string to)
    {
        if (Directory.Exists(to))
            Directory.Delete(to, recursive: true);
        Directory.CreateDirectory(to);
        if (!Directory.Exists(from))
            return;
        foreach (string folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)), overwrite: true);
    }

    private static string Shown(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):0.0}GiB");
}
