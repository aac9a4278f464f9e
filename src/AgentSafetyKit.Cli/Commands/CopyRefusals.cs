using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines.Copying;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>What <c>cp</c> says about the two ends of a copy.</summary>
internal static class CopyRefusals
{
    public static KitException NotBetween(CopyEnd from) => new(
        ErrorCode.Usage,
        new Text("wrong usage of 'agsekit cp'", "неверный вызов «agsekit cp»"),
        from.Machine is null ? new Text("neither side is in a VM", "ни одна сторона не в ВМ") : new Text("both sides are in VMs", "обе стороны в ВМ"),
        new Text("write one of them as VM:PATH; a path of this computer with a colon begins with ./", "запишите одну из них как ВМ:ПУТЬ; путь на этом компьютере с двоеточием начните с ./"));

    public static KitException NoSource(CopyEnd end, PlaceKind kind) => new(
        ErrorCode.GuestCommandFailed,
        new Text($"{end} can not be copied", $"{end} не скопировать"),
        kind == PlaceKind.Missing ? new Text("there is nothing by that path in the VM", "в ВМ нет ничего по этому пути") : new Text("it is neither a file nor a folder, or no folder above it can be entered", "это не файл и не папка, или в папку над ним нельзя войти"),
        Text.Verbatim($"agsekit exec {end.Machine} -- ls -la"));

    /// <summary>A folder does not replace a file, nor a file a folder.</summary>
    public static void RequireFits(PlaceKind what, PlaceKind there, string shown)
    {
        if (there == PlaceKind.Missing || there == what)
            return;
        throw new KitException(
            ErrorCode.Usage,
            new Text($"{shown} is not replaced", $"{shown} не заменяется"),
            there switch
            {
                PlaceKind.Folder => new Text("it is a folder, and a file is copied", "это папка, а копируется файл"),
                PlaceKind.File => new Text("it is a file, and a folder is copied", "это файл, а копируется папка"),
                _ => new Text("it is a link or something else than a file or a folder", "это ссылка или что-то иное, не файл и не папка"),
            },
            new Text("give another name", "укажите другое имя"));
    }

    public static Text Plan(PlaceKind there, PlaceKind what, string shown) => there switch
    {
        PlaceKind.Missing => new Text($"{shown} is new.", $"{shown} будет создано."),
        _ when what == PlaceKind.Folder => new Text(
            $"{shown} is there: files in it that have the same names are replaced, the others stay.", $"{shown} уже есть: одноимённые файлы в ней будут заменены, остальные останутся."),
        _ => new Text($"{shown} is there and is replaced.", $"{shown} уже есть и будет заменён."),
    };
}
