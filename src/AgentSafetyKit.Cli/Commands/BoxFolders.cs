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
        MountRecord? mount = context.Services.Mounts.All()
            .FirstOrDefault(one => one.Machine == machine && one.State == MountState.Live && (folder == one.Source || folder.StartsWith(one.Source + "/", StringComparison.Ordinal)));
        if (mount is not null)
            return new BoxFolder(mount.Target + folder[mount.Source.Length..], Path.GetFileName(folder), isCopied);
        string shown = Printable.Escape(folder);
        throw new KitException(
            ErrorCode.FolderRefused,
            new Text($"{shown} can not be given to a box", $"{shown} нельзя дать песочнице"),
            new Text($"it is not mounted in VM '{machine}', and a box gets only what its VM has", $"она не подключена к ВМ «{machine}», а песочница получает только то, что есть у её ВМ"),
            Text.Verbatim("agsekit mounts"));
    }

    public static byte[] ReadSetup(string file)
    {
        using FileStream stream = File.OpenRead(file);
        byte[] content = new byte[LargestSetup + 1];
        int length = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return length <= LargestSetup ? content[..length] : throw BoxWords.Wrong(new Text("the setup script is refused", "сценарий настройки отклонён"), new Text("it is over 1 MiB", "он больше 1 МиБ"));
    }
}
