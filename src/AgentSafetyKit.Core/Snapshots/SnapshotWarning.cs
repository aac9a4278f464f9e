using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>Something the user should know about one path (the root where it concerns all).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">Where.</param>
/// <param name="Errno">The operating system's answer; <see cref="Errno.Ok"/> where there was none.</param>
public sealed record SnapshotWarning(WarningKind Kind, TreePath Path, Errno Errno = Errno.Ok)
{
    /// <summary>Of what is not in the folder the snapshots are of: where it lies.</summary>
    public string? Place { get; init; }

    /// <summary>Of what is another user's: whose.</summary>
    public uint Owner { get; init; }

    /// <summary>One line, safe to print.</summary>
    public Text Describe()
    {
        string path = Path.IsRoot ? "." : Path.ToString();
        string place = Printable.Escape(Place ?? "");
        string error = Errno == Errno.Ok ? "" : $" ({Errno})";
        return Kind switch
        {
            WarningKind.UnreadableKeptOld => new($"{path}: can not be read{error}; the copy of the previous snapshot is kept", $"{path}: не читается{error}; оставлена копия из предыдущего снимка"),
            WarningKind.Unreadable => new($"{path}: can not be read{error} and is not in the snapshot", $"{path}: не читается{error} и не вошёл в снимок"),
            WarningKind.Torn => new($"{path}: kept changing while it was copied; the copy may mix several versions", $"{path}: менялся во время копирования; копия может смешивать несколько версий"),
            WarningKind.SocketSkipped => new($"{path}: a socket, not stored", $"{path}: сокет, не сохраняется"),
            WarningKind.DeviceSkipped => new($"{path}: a device, not stored", $"{path}: устройство, не сохраняется"),
            WarningKind.OtherFileSystem => new($"{path}: another file system or folder is mounted here; its content is left out", $"{path}: здесь подключена другая файловая система или папка; её содержимое не сохраняется"),
            WarningKind.BackupsInside => new($"{path}: the folder of the snapshots itself is here; its content is left out", $"{path}: здесь находится сама папка снимков; её содержимое не сохраняется"),
            WarningKind.AttributesLost => new($"{path}: extended attributes or access lists could not be kept{error}", $"{path}: не удалось сохранить расширенные атрибуты или списки доступа{error}"),
            WarningKind.NoLinks => new("the backup disk has no hard links: every snapshot is a full copy", "на диске для снимков нет жёстких ссылок: каждый снимок — полная копия"),
            WarningKind.PreviousDamaged => new($"{path}: missing or changed in the previous snapshot{error}; copied again", $"{path}: в предыдущем снимке отсутствует или изменён{error}; скопирован заново"),
            WarningKind.NewestDamaged => new(
                $"{place}: somebody changed the newest snapshot's folders after it was made; a new snapshot was made, and what is missing there was copied from the folder again",
                $"{place}: папки последнего снимка кто-то изменил после его создания; сделан новый снимок, а недостающее скопировано из папки заново"),
            WarningKind.RestoreSkipped => new(
                $"{path}: left as it is{error}: it changed since the restore was planned, or the snapshot's rules leave out what stands there",
                $"{path}: оставлен как есть{error}: изменился после составления плана, или правила снимка исключают то, что там находится"),
            WarningKind.FolderKept => new($"{path}: the folder stays, because it holds files the snapshot leaves out", $"{path}: папка остаётся, потому что в ней есть файлы, не входящие в снимок"),
            WarningKind.SpecialLeft => new(
                $"{path}: a socket or a device, which no snapshot could bring back; left as it is",
                $"{path}: сокет или устройство, которое не вернуть ни из какого снимка; оставлено как есть"),
            WarningKind.OwnerLost => new($"{path}: the owner could not be set{error}", $"{path}: не удалось назначить владельца{error}"),
            WarningKind.SetuidDropped => new($"{path}: its setuid or setgid bit was not restored", $"{path}: бит setuid или setgid не восстановлен"),
            WarningKind.OthersSnapshotStays => new(
                $"{place}: should go and stays: it is another user's (number {Owner}); that user or root can remove it: backup-clean",
                $"{place}: должен быть удалён, но остаётся: он принадлежит другому пользователю (номер {Owner}); удалить его может тот или root: backup-clean"),
            WarningKind.OthersNewest => new(
                $"{place}: the newest snapshot may not be read: it is another user's (number {Owner}); so every file was copied",
                $"{place}: последний снимок нельзя прочитать: он принадлежит другому пользователю (номер {Owner}); поэтому все файлы скопированы"),
            WarningKind.OldOnesStay => new($"old snapshots could not be removed{error}", $"не удалось удалить старые снимки{error}"),
            WarningKind.StillUnfinished => new(
                $"{place}: an earlier snapshot that was cut off and can not be finished now{error}; it stays, each new command tries again, and meanwhile the older ones it may need are kept",
                $"{place}: прежний снимок, создание которого прервалось, сейчас не удаётся завершить{error}; он остаётся, каждая новая команда пробует снова, а более старые, которые могут ему понадобиться, пока не удаляются"),
            WarningKind.RestStays => new(
                $"{place}: what is left of a removed or unfinished snapshot can not be removed{error}: something in it is in use, mounted, immutable or somebody else's; it takes room, and each new command tries again",
                $"{place}: остаток удалённого или незавершённого снимка не удаётся удалить{error}: что-то в нём занято, подключено, неизменяемо или принадлежит другому; он занимает место, каждая новая команда пробует снова"),
            WarningKind.CopyLostLooks => new(
                $"{place}: a copy that did not keep the files' times, modes or owners (cp -a keeps them): the files are copied from the folder anew, the older snapshots stay as they are",
                $"{place}: копия, при создании которой не сохранены время, права или владельцы файлов (их сохраняет cp -a): файлы копируются из папки заново, более старые снимки остаются какими были"),
            WarningKind.TooLarge => new($"{path}: larger than allowed (max_file_size), not in the snapshot", $"{path}: больше разрешённого (max_file_size), в снимок не вошёл"),
            WarningKind.LargeFile => new($"{path}: a very large file, copied; leave it out with .backupignore if it need not be", $"{path}: очень большой файл, скопирован; если он не нужен, исключите его в .backupignore"),
            WarningKind.UnstableInodes => new(
                $"{path}: on this kind of file system changes are told by size, time and mode alone; an edit that keeps all three is not seen",
                $"{path}: на такой файловой системе изменения видны только по размеру, времени и правам; правка, сохранившая все три, не будет замечена"),
            WarningKind.NameTaken => new(
                $"{path}: not in the snapshot: the backup disk takes its name and another one in that folder for the same; use a disk that tells upper and lower case apart",
                $"{path}: не вошёл в снимок: диск для снимков не различает его имя и другое имя в той же папке; возьмите диск, который различает регистр букв"),
            WarningKind.LostToInterruption => new(
                $"{path}: not in the snapshot: making it was cut off, and the earlier snapshot that had the file is gone or damaged",
                $"{path}: не вошёл в снимок: его создание прервалось, а прежнего снимка с этим файлом уже нет, или он повреждён"),
            WarningKind.RestoredDamaged => new($"{path}: damaged in the snapshot, and restored as it is; 'agsekit backup history' names other versions", $"{path}: повреждён в самом снимке и восстановлен как есть; другие версии покажет agsekit backup history"),
            WarningKind.RestoreNotSaved => new(
                $"{path}: left as it is: it could not be saved first, because it can not be read or keeps changing; see to that, or delete it yourself, then give the command again",
                $"{path}: оставлен как есть: его не удалось сначала сохранить — он не читается или всё время меняется; устраните это или удалите его сами и повторите команду"),
            WarningKind.NotInSnapshot => new($"{path}: the snapshot does not have it any more{error}; not restored", $"{path}: в самом снимке его больше нет{error}; не восстановлен"),
            WarningKind.IgnoreFileTooLong => new(
                $"{path}: longer than {IgnoreRules.LongestFile >> 10} KiB: the lines beyond that do not hold, and what they name is saved",
                $"{path}: длиннее {IgnoreRules.LongestFile >> 10} КиБ: строки дальше этого не действуют, и то, что в них названо, сохраняется"),
            _ => new($"{path}: warning {(int)Kind}{error}", $"{path}: предупреждение {(int)Kind}{error}"),
        };
    }
}
