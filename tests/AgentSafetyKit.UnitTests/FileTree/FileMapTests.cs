using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.UnitTests.FileTree;

internal sealed class FileMapTests
{
    private const int Rows = 1 << 16;

    [Test]
    public void Rows_that_were_changed_stay_and_all_others_come_back_from_the_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder.At("rows");
        byte[] bytes = new byte[Rows * sizeof(long)];
        for (int i = 0; i < Rows; i++)
            BitConverter.TryWriteBytes(bytes.AsSpan(i * sizeof(long)), (long)i);
        File.WriteAllBytes(path, bytes);
        FolderHandle.Open(folder.FullPath, out FolderHandle root).Check("openat", folder.FullPath);
        using (root)
        {
            root.OpenFile(Encoding.UTF8.GetBytes("rows\0"), out FileHandle file).Check("openat", path);
            using (file)
            {
                FileMap.Of(file, bytes.Length, out FileMap map).Check("mmap", path);
                using (map)
                {
                    MappedRows<long> rows = map.Rows<long>(0, Rows);
                    rows[5] = -5;
                    rows[Rows - 1] = -1;
                    long before = Held(path);
                    for (int i = 0; i < Rows; i++)
                        Assert.That(rows[i], Is.EqualTo(i is 5 ? -5 : i is Rows - 1 ? -1 : i));
                    Assert.That(Held(path), Is.GreaterThan(before));
                    for (int i = 0; i < Rows; i += 4096)
                        rows.ReleaseUnchanged(i, 4096);
                    Assert.That(Held(path), Is.LessThan(before + 64), "but for the two pieces");
                    Assert.That((rows[5], rows[6], rows[Rows - 1], rows[Rows / 2]), Is.EqualTo((-5L, 6L, -1L, (long)(Rows / 2))));
                    rows.ReleaseUnchanged(0, Rows);
                    Assert.That((rows[5], rows[Rows - 1]), Is.EqualTo((-5L, -1L)));
                }
            }
        }
    }

    /// <summary>Kilobytes of the file that are in this process' memory.</summary>
    private static long Held(string path)
    {
        string[] lines = File.ReadAllLines("/proc/self/smaps");
        int at = Array.FindIndex(lines, line => line.EndsWith(path, StringComparison.Ordinal));
        return long.Parse(Array.Find(lines[at..], line => line.StartsWith("Rss:", StringComparison.Ordinal))!.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], null);
    }
}
