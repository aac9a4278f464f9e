using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Errors;

/// <summary>What the operating system answered, in the user's language: the cause first, the number's name in brackets for who looks it up.</summary>
public static class ErrnoWords
{
    public static Text Words(this Errno errno)
    {
        Text? cause = errno switch
        {
            Errno.EPERM => new Text("the system does not allow it", "система этого не разрешает"),
            Errno.EACCES => new Text("you have no right to it", "нет прав доступа"),
            Errno.EROFS => new Text("the disk is mounted read-only", "диск подключён только для чтения"),
            Errno.ENOENT => new Text("it does not exist", "этого нет"),
            Errno.ENOTDIR => new Text("it is not a folder", "это не папка"),
            Errno.EISDIR => new Text("it is a folder", "это папка"),
            Errno.EEXIST => new Text("it exists already", "такое имя уже есть"),
            Errno.ELOOP => new Text("it is a symbolic link", "это символическая ссылка"),
            Errno.ENOSPC => new Text("the disk is full", "диск заполнен"),
            Errno.EDQUOT => new Text("the disk quota is used up", "исчерпана дисковая квота"),
            Errno.EFBIG => new Text("the file is too large for this disk", "файл слишком велик для этого диска"),
            Errno.EIO => new Text("the disk does not work properly", "сбой диска"),
            Errno.ENODEV or Errno.ENXIO => new Text("the device is not there", "устройства нет"),
            Errno.EBUSY or Errno.ETXTBSY => new Text("it is in use", "занято"),
            Errno.ENAMETOOLONG => new Text("the name is too long", "слишком длинное имя"),
            Errno.EMFILE or Errno.ENFILE => new Text("too many files are open", "открыто слишком много файлов"),
            Errno.ENOMEM => new Text("there is not enough memory", "не хватает памяти"),
            Errno.ESTALE => new Text("the network disk no longer knows it", "сетевой диск его больше не знает"),
            Errno.ETIMEDOUT or Errno.EHOSTUNREACH or Errno.ECONNREFUSED or Errno.ECONNRESET => new Text("there is no answer from the network", "сеть не отвечает"),
            Errno.EOPNOTSUPP or Errno.ENOSYS => new Text("the disk can not do that", "диск этого не умеет"),
            _ => null,
        };
        return cause is { } known ? new Text($"{known.English} ({errno})", $"{known.Russian} ({errno})") : new Text($"the system answers {errno}", $"система отвечает: {errno}");
    }
}
