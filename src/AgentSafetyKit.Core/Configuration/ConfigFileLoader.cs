using AgentSafetyKit.Configuration.Yaml;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Configuration;

/// <summary>The one door from the disk to <see cref="ConfigReader"/>. A file that another user can change is not read at all: it decides what is mounted and which commands run.</summary>
public static class ConfigFileLoader
{
    /// <exception cref="KitException">
    /// <see cref="ErrorCode.ConfigMissing"/>, <see cref="ErrorCode.ConfigUnsafe"/> or <see cref="ErrorCode.PermissionDenied"/>. Problems in the content are in the result.
    /// </exception>
    public static ConfigReadResult Load(string path, ConfigContext context) => ConfigReader.Read(ReadBytes(path), context);

    /// <summary>The file's bytes, after the same checks; for editing it.</summary>
    /// <inheritdoc cref="Load"/>
    public static byte[] ReadBytes(string path)
    {
        try
        {
            PrivateFileState state = PrivateFile.Read(path, YamlText.LargestFile + 1, out byte[] content);
            return state == PrivateFileState.Ok ? content : throw Refused(path, state);
        }
        catch (SystemCallException failure)
        {
            string shown = Printable.Escape(path);
            SnapRefusal? bySnap = failure.Errno is Errno.EACCES or Errno.EPERM ? SnapRefusal.Of(Path.GetFullPath(path)) : null;
            throw new KitException(
                failure.Errno is Errno.EACCES or Errno.EPERM ? ErrorCode.PermissionDenied : ErrorCode.InputOutput,
                new Text($"the configuration {shown} can not be read", $"не удаётся прочитать конфигурацию {shown}"),
                bySnap?.Cause ?? Text.Verbatim($"{failure.Call}: {failure.Errno}"),
                bySnap?.Fix ?? new Text($"look at it with: ls -l {shown}", $"посмотрите на файл: ls -l {shown}"),
                failure);
        }
    }

    /// <summary>A path to be pasted into a shell; one with characters a terminal must not see is shown escaped instead.</summary>
    private static string Pasteable(string path) => Printable.Escape(path) is var shown && shown == path ? ShellQuote.Word(path) : $"'{shown}'";

    private static KitException Refused(string path, PrivateFileState state)
    {
        string shown = Printable.Escape(path);
        string quoted = Pasteable(path);
        string folder = Pasteable(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
        Text missing = new($"the configuration {shown} is not there", $"конфигурации {shown} нет");
        Text unsafeFile = new($"the configuration {shown} is not read", $"конфигурация {shown} не читается");
        return state switch
        {
            PrivateFileState.Missing => new KitException(
                ErrorCode.ConfigMissing,
                missing,
                new Text("no such file", "такого файла нет"),
                new Text(
                    $"agsekit config-gen\nor an example to edit: agsekit config-example {quoted}\nor name another file with --config",
                    $"agsekit config-gen\nили пример, чтобы изменить его: agsekit config-example {quoted}\nили укажите другой файл ключом --config")),
            PrivateFileState.NotRegular => new KitException(
                ErrorCode.ConfigUnsafe,
                unsafeFile,
                new Text("it is not a regular file", "это не обычный файл"),
                new Text("name a file with --config", "укажите файл ключом --config")),
            PrivateFileState.OtherOwner => new KitException(
                ErrorCode.ConfigUnsafe,
                unsafeFile,
                new Text("it belongs to another user, who could change what is mounted and run", "файл принадлежит другому пользователю, который мог бы менять, что монтируется и запускается"),
                new Text($"sudo chown \"$USER\" {quoted}", $"sudo chown \"$USER\" {quoted}")),
            PrivateFileState.WritableByOthers => new KitException(
                ErrorCode.ConfigUnsafe,
                unsafeFile,
                new Text("other users can write to it, and so could change what is mounted and run", "в него могут писать другие пользователи, а значит, менять, что монтируется и запускается"),
                new Text($"chmod go-w {quoted}", $"chmod go-w {quoted}")),
            _ => new KitException(
                ErrorCode.ConfigUnsafe,
                unsafeFile,
                new Text("other users can write to its folder, and so could put another file in its place", "в его папку могут писать другие пользователи, а значит, подменить файл"),
                new Text($"chmod go-w {folder}", $"chmod go-w {folder}")),
        };
    }
}
