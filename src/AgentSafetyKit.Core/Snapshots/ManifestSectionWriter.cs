using System.Runtime.InteropServices;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Snapshots;

/// <summary>Writes one section of a manifest as it lies in memory, run by run, and takes its checksum on the way.</summary>
internal static class ManifestSectionWriter
{
    /// <returns>The checksum.</returns>
    public static ulong Write(Manifest manifest, ManifestSection section, FileDraft file)
    {
        TreeTable table = manifest.Table;
        var checksum = new XxHash64();
        switch (section)
        {
            case ManifestSection.Folders:
                for (int i = 0, count; i < table.FolderCount; i += count)
                    Append(MemoryMarshal.AsBytes(Counted(table.FolderRun(i), out count)), file, ref checksum);
                break;
            case ManifestSection.Entries:
                for (int i = 0, count; i < table.EntryCount; i += count)
                {
                    Append(MemoryMarshal.AsBytes(Counted(Piece(table.EntryRun(i)), out count)), file, ref checksum);
                    table.Release(i, i + count);
                }

                break;
            case ManifestSection.Hashes:
                for (int i = 0, count; i < table.EntryCount; i += count)
                {
                    Append(MemoryMarshal.AsBytes(Counted(Piece(table.HashRun(i)), out count)), file, ref checksum);
                    table.Release(i, i + count);
                }

                break;
            case ManifestSection.Names:
                int piece;
                for (long start = 0; start < table.NamesLength; start += piece)
                    Append(Counted(table.NameRun(start), out piece), file, ref checksum);
                break;
            case ManifestSection.Facts:
                Append(manifest.Facts.ToBytes(), file, ref checksum);
                break;
            case ManifestSection.Rules:
                Append(manifest.Rules.ToBytes(), file, ref checksum);
                break;
            default:
                Append(WarningList.ToBytes(manifest.Warnings), file, ref checksum);
                break;
        }

        return checksum.Finish();
    }

    private static ReadOnlySpan<T> Piece<T>(ReadOnlySpan<T> run) => run[..Math.Min(run.Length, EntriesBehind.EntriesKept)];

    private static ReadOnlySpan<T> Counted<T>(ReadOnlySpan<T> run, out int count)
    {
        count = run.Length;
        return run;
    }

    private static void Append(ReadOnlySpan<byte> bytes, FileDraft file, ref XxHash64 checksum)
    {
        checksum.Append(bytes);
        file.Append(bytes);
    }
}
