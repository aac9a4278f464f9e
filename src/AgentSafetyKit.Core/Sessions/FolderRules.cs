using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// Which folders are never given to an agent as a whole: those that hold other people's or the system's things, keys, or our own state. All paths are real ones (no symbolic link left in them).
/// </summary>
/// <param name="home">The user's home folder.</param>
/// <param name="paths">Our own folders.</param>
/// <param name="homes">The home folders of all users of the machine.</param>
/// <param name="hasChild">Whether a folder has something of this name in it.</param>
public sealed class FolderRules(string home, KitPaths paths, Func<IEnumerable<string>> homes, Func<string, string, bool> hasChild)
{
    private static readonly string[] SystemFolders =
        ["/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/opt", "/proc", "/run", "/sbin", "/snap", "/sys", "/usr", "/var"];

    private static readonly string[] AsAWhole = ["/", "/home", "/media", "/mnt", "/root", "/srv", "/tmp", "/var/tmp"];

    private static readonly string[] SignsOfAHome = [".ssh", ".gnupg"];

    private static readonly string[] KeyFolders = [".ssh", ".gnupg", ".aws", ".kube", ".config", ".local", ".mozilla", ".password-store"];

    /// <exception cref="KitException"><see cref="ErrorCode.FolderRefused"/>, with the reason.</exception>
    public void Check(string folder)
    {
        if (ReasonAgainst(folder) is { } reason)
        {
            throw new KitException(
                ErrorCode.FolderRefused,
                new Text($"the folder {Printable.Escape(folder)} is not given to an agent", $"папка {Printable.Escape(folder)} не отдаётся агенту"),
                reason,
                new Text("go into a project's own folder and try again", "перейдите в папку самого проекта и повторите"));
        }
    }

    private Text? ReasonAgainst(string folder)
    {
        if (folder == home)
            return new Text("it is your home folder: keys, mail and every project would be in the agent's hands", "это ваш домашний каталог: ключи, почта и все проекты оказались бы в руках агента");
        if (AsAWhole.Contains(folder) || IsBeneath(home, folder))
            return new Text("it holds far more than one project", "в ней гораздо больше, чем один проект");
        // A home may lie beneath a system folder (/var/lib/…): what belongs to the user stays the user's.
        if (!IsBeneath(folder, home) && SystemFolders.Any(system => folder == system || (IsBeneath(folder, system) && !IsBeneath(folder, "/var/tmp"))))
            return new Text("it belongs to the system", "она принадлежит системе");
        if (KeyFolders.Select(name => Path.Combine(home, name)).Any(keys => folder == keys || IsBeneath(folder, keys)))
            return new Text("programs keep keys and settings there", "программы держат там ключи и настройки");
        string[] ours = [paths.ConfigFolder, RealPath.OfExistingPart(paths.SshFolder), paths.StateFolder, paths.DataFolder, paths.CacheFolder, paths.RuntimeFolder];
        if (ours.Any(own => folder == own || IsBeneath(folder, own) || IsBeneath(own, folder)))
            return new Text("agsekit keeps its own keys, disks and state there", "там agsekit держит свои ключи, диски и состояние");
        if (Path.GetDirectoryName(folder) == "/home" || homes().Contains(folder))
            return new Text("it is the home folder of a user: keys and every project of theirs would be in the agent's hands", "это домашний каталог пользователя: его ключи и все проекты оказались бы в руках агента");
        if (SignsOfAHome.FirstOrDefault(sign => hasChild(folder, sign)) is { } found)
            return new Text($"there is a folder {found} in it, as in a home folder: keys would be in the agent's hands", $"в ней есть папка {found}, как в домашнем каталоге: ключи оказались бы в руках агента");
        return null;
    }

    private static bool IsBeneath(string path, string folder) =>
        path.Length > folder.Length && path.StartsWith(folder, StringComparison.Ordinal) && (folder == "/" || path[folder.Length] == '/');
}
