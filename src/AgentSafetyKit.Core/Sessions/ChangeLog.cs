using System.Text.Json;
using AgentSafetyKit.Mounts.Journal;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// The journal of one mount on the disk: a line an event, in two files of bounded size of which the older one goes when the newer one is full. One writer at a time, the process that serves the mount; any number of readers. A line
/// that a crash cut off is no event.
/// </summary>
/// <param name="file">The newer one; the older one lies beside it.</param>
/// <param name="full">So many bytes a file gets before a new one is begun.</param>
public sealed class ChangeLog(string file, long full = ChangeLog.FullFile)
{
    private const long FullFile = 4 << 20;

    private string Older => file + ".1";

    /// <exception cref="IOException">A full disk, mostly.</exception>
    public void Append(IReadOnlyList<MountEvent> events)
    {
        if (events.Count == 0)
            return;
        PrivateFolder.Ensure(Path.GetDirectoryName(file)!);
        if (File.Exists(file) && new FileInfo(file).Length >= full)
            File.Move(file, Older, overwrite: true);
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using var stream = new FileStream(file, options);
        using var lines = new MemoryStream();
        if (EndsInTheMiddle(stream))
            lines.WriteByte((byte)'\n');
        foreach (MountEvent happened in events)
        {
            JsonSerializer.Serialize(lines, happened, MountEventRecords.Default.MountEvent);
            lines.WriteByte((byte)'\n');
        }

        stream.Seek(0, SeekOrigin.End);
        stream.Write(lines.GetBuffer().AsSpan(0, (int)lines.Length));
    }

    /// <summary>What is kept of a span of time, oldest first.</summary>
    public IEnumerable<MountEvent> Read(DateTimeOffset from, DateTimeOffset to) => Lines(Older).Concat(Lines(file)).Where(happened => happened.At >= from && happened.At <= to);

    private static bool EndsInTheMiddle(FileStream stream)
    {
        if (stream.Length == 0)
            return false;
        stream.Seek(-1, SeekOrigin.End);
        return stream.ReadByte() != '\n';
    }

    private static IEnumerable<MountEvent> Lines(string path)
    {
        FileStream stream;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            yield break;
        }

        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (Parse(line) is { } happened)
                yield return happened;
        }
    }

    private static MountEvent? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, MountEventRecords.Default.MountEvent);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
