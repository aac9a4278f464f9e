using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Errors;

/// <summary>What usually helps when a disk or a folder refuses.</summary>
public static class DiskFix
{
    public static Text Of(Errno errno) => errno switch
    {
        Errno.ENOSPC or Errno.EDQUOT => new Text("free some space on that disk (df -h shows where it is short)", "освободите место на этом диске (df -h покажет, где его мало)"),
        Errno.EROFS => new Text("mount the disk for writing, or choose a folder on another one", "подключите диск для записи или выберите папку на другом"),
        Errno.EACCES or Errno.EPERM => new Text("see whose it is and what you may do there (ls -ld), or choose another folder", "посмотрите, чья это папка и что вам в ней можно (ls -ld), или выберите другую"),
        Errno.EIO or Errno.ENODEV or Errno.ENXIO => new Text("check the disk and its cable (dmesg tells more), then try again", "проверьте диск и подключение (подробности — в dmesg) и повторите"),
        Errno.ESTALE or Errno.ETIMEDOUT or Errno.EHOSTUNREACH => new Text("check that the network disk is connected, then try again", "проверьте, что сетевой диск подключён, и повторите"),
        _ => new Text("check the path and the disk, then try again", "проверьте путь и диск и повторите"),
    };
}
