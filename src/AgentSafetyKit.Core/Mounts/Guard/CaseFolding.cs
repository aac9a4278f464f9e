using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Mounts.Guard;

/// <summary>
/// Whether a folder's file system takes <c>.ENV</c> for <c>.env</c> (exFAT, NTFS, SMB, an ext4 folder with casefold). Rules by name could be got round there.
/// </summary>
internal static class CaseFolding
{
    private const int MostTries = 16;

    /// <summary>As far as the names that are there can tell.</summary>
    public static bool IsThere(FolderHandle folder)
    {
        if (FileSystemKind.Of(folder.Descriptor).FoldsCase)
            return true;
        var listing = new FolderListing();
        if (folder.List(listing) != Errno.Ok)
            return false;
        for (int i = 0, tries = 0; i < listing.Count && tries < MostTries; i++)
        {
            byte[] name = listing.Name(i).ToArray();
            int letter = name.AsSpan().IndexOfAnyInRange((byte)'a', (byte)'z');
            if (letter < 0)
                continue;
            tries++;
            name[letter] -= 'a' - 'A';
            int from = 0;
            if (listing.Seek(name, ref from) == 0 && folder.StatusOf(name, out _) == Errno.Ok)
                return true;
        }

        return false;
    }

    public static KitException Refuse(string path)
    {
        string shown = Printable.Escape(path);
        return new KitException(
            ErrorCode.FolderRefused,
            new Text($"the folder {shown} can not be mounted with hidden or protected names", $"папку {shown} нельзя подключить со скрытыми или защищёнными именами"),
            new Text("its file system takes small letters for capitals, so .ENV would lead to .env", "её файловая система не различает строчные и заглавные буквы: .ENV привело бы к .env"),
            new Text("put the folder on ext4, btrfs or xfs, or mount it without hide, protect and .agsekit-restrict", "перенесите папку на ext4, btrfs или xfs или подключите её без hide, protect и .agsekit-restrict"));
    }
}
