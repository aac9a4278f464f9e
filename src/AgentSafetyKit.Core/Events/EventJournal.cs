using System.Text.Json;

namespace AgentSafetyKit.Events;

/// <summary>
/// What happened, kept on the disk and bounded: two files of a line an event, of which the older one goes when the newer one is full. Whoever reads along gets everything once and in order, also what happened while it
/// was away, as far as that is still kept. One writer at a time (the daemon); any number of readers, in other processes too. A line that a crash cut off is no event.
/// </summary>
public sealed class EventJournal
{
    private const long FullFile = 1 << 20;
    private readonly string _folder;
    private readonly Lock _gate = new();
    private readonly long _full;
    private TaskCompletionSource _appended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _last;
    private (long Length, DateTime Written) _looked;

    /// <param name="folder">Private, and there when something is written.</param>
    /// <param name="fullFile">So large a file gets before a new one is begun.</param>
    public EventJournal(string folder, long fullFile = FullFile)
    {
        _folder = folder;
        _full = fullFile;
        _last = Last()?.Id ?? 0;
    }

    private string Newer => Path.Combine(_folder, "events.jsonl");

    private string Older => Path.Combine(_folder, "events.1.jsonl");

    /// <summary>The number of the newest event this process knows of; 0: there is none.</summary>
    public long LastId => Volatile.Read(ref _last);

    /// <summary>Adds an event, and answers it with its number.</summary>
    public KitEvent Append(KitEvent happened)
    {
        lock (_gate)
        {
            KitEvent numbered = happened with { Id = _last + 1 };
            using (FileStream file = OpenForAppending())
            {
                byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(numbered, EventRecords.Default.KitEvent), (byte)'\n'];
                // One write: a reader never sees half a line of a writer that lives.
                file.Write(EndsInTheMiddle(file) ? [(byte)'\n', .. line] : line);
            }

            Volatile.Write(ref _last, numbered.Id);
            TaskCompletionSource told = _appended;
            _appended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            told.SetResult();
            return numbered;
        }
    }

    /// <summary>What is kept and came after the event of that number, oldest first.</summary>
    public IReadOnlyList<KitEvent> After(long id) => [.. Read(Older).Concat(Read(Newer)).Where(happened => happened.Id > id)];

    /// <summary>Whether anybody has written since this was asked last.</summary>
    public bool HasChanged()
    {
        var file = new FileInfo(Newer);
        (long, DateTime) now = file.Exists ? (file.Length, file.LastWriteTimeUtc) : default;
        bool isOther = now != _looked;
        _looked = now;
        return isOther;
    }

    /// <summary>Ends when this process appends an event with a number above the given one; at once where there is one.</summary>
    public Task WaitAsync(long id, CancellationToken cancellation)
    {
        lock (_gate)
            return _last > id ? Task.CompletedTask : _appended.Task.WaitAsync(cancellation);
    }

    private KitEvent? Last() => Read(Newer).LastOrDefault() ?? Read(Older).LastOrDefault();

    private FileStream OpenForAppending()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        if (File.Exists(Newer) && new FileInfo(Newer).Length >= _full)
            File.Move(Newer, Older, overwrite: true);
        var file = new FileStream(Newer, options);
        file.Seek(0, SeekOrigin.End);
        return file;
    }

    private static bool EndsInTheMiddle(FileStream file)
    {
        if (file.Length == 0)
            return false;
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }

    private static List<KitEvent> Read(string path)
    {
        var events = new List<KitEvent>();
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file);
            while (reader.ReadLine() is { } line)
            {
                if (Parse(line) is { } happened)
                    events.Add(happened);
            }
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            // Nothing has happened yet.
        }

        return events;
    }

    private static KitEvent? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, EventRecords.Default.KitEvent);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
