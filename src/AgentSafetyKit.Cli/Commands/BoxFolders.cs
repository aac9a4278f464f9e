using AgentSafetyKit.Boxes;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>What of this computer a box may get: a setup script, and folders that its VM has been given already.</summary>
internal static class BoxFolders
{
    private const int LargestSetup = 1 << 20;

    /// <exception cref="KitException"><see cref="ErrorCode.FolderRefused"/>: the VM does not have the folder.</exception>
    public static BoxFolder Of(CommandContext context, string machine, string given, bool isCopied)
    {
        string folder = RealPath.OfExistingPart(context.FullPath(given));
        if (folder.Any(letter => char.IsControl(letter) || letter is ':' or ','))
        {
            throw Refused(
                folder,
                new Text("its path has a colon, a comma or a control character, which Podman takes for something else", "в её пути есть двоеточие, запятая или управляющий символ, которые Podman понимает иначе"),
                new Text("give it another name", "дайте ей другое имя"));
        }

        MountRecord? mount = context.Services.Mounts.All()
            .FirstOrDefault(one => one.Machine == machine && one.State == MountState.Live && (folder == one.Source || folder.StartsWith(one.Source + "/", StringComparison.Ordinal)));
        if (mount is not null)
            return new BoxFolder(mount.Target + folder[mount.Source.Length..], Path.GetFileName(folder), isCopied);
        throw Refused(
            folder,
            new Text($"it is not mounted in VM '{machine}', and a box gets only what its VM has", $"она не подключена к ВМ «{machine}», а песочница получает только то, что есть у её ВМ"),
            Text.Verbatim("agsekit mounts"));
    }

    private static KitException Refused(string folder, Text cause, Text fix)
    {
        string shown = Printable.Escape(folder);
        return new KitException(ErrorCode.FolderRefused, new Text($"{shown} can not be given to a box", $"{shown} нельзя дать песочнице"), cause, fix);
    }

    public static byte[] ReadSetup(string file)
    {
        using FileStream stream = File.OpenRead(file);
        byte[] content = new byte[LargestSetup + 1];
        int length = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return length <= LargestSetup ? content[..length] : throw BoxWords.Wrong(new Text("the setup script is refused", "сценарий настройки отклонён"), new Text("it is over 1 MiB", "он больше 1 МиБ"));
    }
}
