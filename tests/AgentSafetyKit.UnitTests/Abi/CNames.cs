using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.UnitTests.Abi;

/// <summary>What our names of the system's numbers and structures are called in the C headers. A name that is missing here fails the tests.</summary>
internal static class CNames
{
    public const string Headers = """
        #define _GNU_SOURCE
        #include <elf.h>
        #include <errno.h>
        #include <fcntl.h>
        #include <link.h>
        #include <poll.h>
        #include <signal.h>
        #include <spawn.h>
        #include <stddef.h>
        #include <stdint.h>
        #include <stdio.h>
        #include <time.h>
        #include <unistd.h>
        #include <sys/file.h>
        #include <sys/inotify.h>
        #include <sys/mman.h>
        #include <sys/resource.h>
        #include <sys/socket.h>
        #include <sys/stat.h>
        #include <sys/statvfs.h>
        #include <sys/vfs.h>
        #include <sys/syscall.h>
        #include <sys/wait.h>
        #include <linux/close_range.h>
        #include <linux/openat2.h>

        """;

    /// <summary>Expressions for the members of each enum. <see cref="Errno"/> uses C's own names.</summary>
    public static Dictionary<Type, Dictionary<string, string>> Enums { get; } = new()
    {
        [typeof(AtFlags)] = new()
        {
            ["None"] = "0", ["NoFollow"] = "AT_SYMLINK_NOFOLLOW", ["RemoveFolder"] = "AT_REMOVEDIR", ["NoAutomount"] = "AT_NO_AUTOMOUNT",
            ["EmptyPath"] = "AT_EMPTY_PATH", ["DoNotSync"] = "AT_STATX_DONT_SYNC",
        },
        [typeof(MapFlags)] = new() { ["None"] = "0", ["Private"] = "MAP_PRIVATE", ["Anonymous"] = "MAP_ANONYMOUS" },
        [typeof(FileRangeSync)] = new() { ["Write"] = "SYNC_FILE_RANGE_WRITE" },
        [typeof(MemoryAdvice)] = new() { ["DoNotNeed"] = "MADV_DONTNEED", ["PopulateRead"] = "MADV_POPULATE_READ" },
        [typeof(MemoryProtection)] = new() { ["None"] = "PROT_NONE", ["Read"] = "PROT_READ", ["Write"] = "PROT_WRITE" },
        [typeof(SegmentType)] = new() { ["Loaded"] = "PT_LOAD", ["Dynamic"] = "PT_DYNAMIC" },
        [typeof(SegmentFlags)] = new() { ["None"] = "0", ["Writable"] = "PF_W", ["Readable"] = "PF_R" },
        [typeof(DynamicTag)] = new() { ["End"] = "DT_NULL", ["TextRelocations"] = "DT_TEXTREL", ["Flags"] = "DT_FLAGS" },
        [typeof(DynamicFlags)] = new() { ["None"] = "0", ["TextRelocations"] = "DF_TEXTREL" },
        [typeof(OpenFlags)] = new()
        {
            ["ReadOnly"] = "O_RDONLY", ["WriteOnly"] = "O_WRONLY", ["ReadWrite"] = "O_RDWR", ["Create"] = "O_CREAT", ["Exclusive"] = "O_EXCL",
            ["NoControllingTerminal"] = "O_NOCTTY", ["Truncate"] = "O_TRUNC", ["Append"] = "O_APPEND", ["NonBlocking"] = "O_NONBLOCK",
            ["NoAccessTime"] = "O_NOATIME", ["CloseOnExec"] = "O_CLOEXEC", ["Path"] = "O_PATH",
        },
        [typeof(FileType)] = new()
        {
            ["Unknown"] = "0", ["Fifo"] = "S_IFIFO", ["CharacterDevice"] = "S_IFCHR", ["Folder"] = "S_IFDIR", ["BlockDevice"] = "S_IFBLK",
            ["Regular"] = "S_IFREG", ["SymbolicLink"] = "S_IFLNK", ["Socket"] = "S_IFSOCK",
        },
        [typeof(FlockOperation)] = new() { ["Shared"] = "LOCK_SH", ["Exclusive"] = "LOCK_EX", ["NonBlocking"] = "LOCK_NB", ["Unlock"] = "LOCK_UN" },
        [typeof(InotifyEvents)] = new()
        {
            ["None"] = "0", ["Modified"] = "IN_MODIFY", ["AttributesChanged"] = "IN_ATTRIB", ["ClosedAfterWriting"] = "IN_CLOSE_WRITE", ["MovedFrom"] = "IN_MOVED_FROM",
            ["MovedTo"] = "IN_MOVED_TO", ["Created"] = "IN_CREATE", ["Deleted"] = "IN_DELETE", ["SelfDeleted"] = "IN_DELETE_SELF", ["SelfMoved"] = "IN_MOVE_SELF",
            ["Unmounted"] = "IN_UNMOUNT", ["QueueOverflowed"] = "IN_Q_OVERFLOW", ["Ignored"] = "IN_IGNORED", ["OnlyFolder"] = "IN_ONLYDIR",
            ["ExcludeUnlinked"] = "IN_EXCL_UNLINK", ["IsFolder"] = "IN_ISDIR",
        },
        [typeof(PollEvents)] = new()
        {
            ["None"] = "0", ["Input"] = "POLLIN", ["Output"] = "POLLOUT", ["Error"] = "POLLERR", ["HangUp"] = "POLLHUP", ["Invalid"] = "POLLNVAL",
        },
        [typeof(RenameFlags)] = new() { ["None"] = "0", ["NoReplace"] = "RENAME_NOREPLACE", ["Exchange"] = "RENAME_EXCHANGE" },
        [typeof(ResolveFlags)] = new()
        {
            ["None"] = "0", ["NoCrossDevice"] = "RESOLVE_NO_XDEV", ["NoMagicLinks"] = "RESOLVE_NO_MAGICLINKS",
            ["NoSymbolicLinks"] = "RESOLVE_NO_SYMLINKS", ["Beneath"] = "RESOLVE_BENEATH",
        },
        [typeof(SeekFrom)] = new() { ["Start"] = "SEEK_SET", ["Current"] = "SEEK_CUR", ["End"] = "SEEK_END", ["Data"] = "SEEK_DATA", ["Hole"] = "SEEK_HOLE" },
        [typeof(Signal)] = new()
        {
            ["None"] = "0", ["HangUp"] = "SIGHUP", ["Interrupt"] = "SIGINT", ["Quit"] = "SIGQUIT", ["Kill"] = "SIGKILL", ["Terminate"] = "SIGTERM", ["Continue"] = "SIGCONT", ["Stop"] = "SIGSTOP",
        },
        [typeof(StatxMask)] = new()
        {
            ["None"] = "0", ["Type"] = "STATX_TYPE", ["Mode"] = "STATX_MODE", ["Size"] = "STATX_SIZE", ["Basic"] = "STATX_BASIC_STATS",
            ["BirthTime"] = "STATX_BTIME", ["MountId"] = "STATX_MNT_ID",
        },
        [typeof(Errno)] = Enum.GetNames<Errno>().ToDictionary(name => name, name => name == nameof(Errno.Ok) ? "0" : name),
    };

    /// <summary>C's structure and its fields, for each of ours.</summary>
    public static Dictionary<Type, (string Name, Dictionary<string, string> Fields)> Structures { get; } = new()
    {
        [typeof(StatxBuffer)] = ("struct statx", new()
        {
            ["Mask"] = "stx_mask", ["BlockSize"] = "stx_blksize", ["Attributes"] = "stx_attributes", ["LinkCount"] = "stx_nlink", ["UserId"] = "stx_uid",
            ["GroupId"] = "stx_gid", ["Mode"] = "stx_mode", ["Inode"] = "stx_ino", ["Size"] = "stx_size", ["Blocks"] = "stx_blocks",
            ["AccessTime"] = "stx_atime", ["BirthTime"] = "stx_btime", ["ChangeTime"] = "stx_ctime", ["ModificationTime"] = "stx_mtime",
            ["SpecialDeviceMajor"] = "stx_rdev_major", ["SpecialDeviceMinor"] = "stx_rdev_minor", ["DeviceMajor"] = "stx_dev_major",
            ["DeviceMinor"] = "stx_dev_minor", ["MountId"] = "stx_mnt_id",
        }),
        [typeof(LoadedImage)] = ("struct dl_phdr_info", new()
        {
            ["Base"] = "dlpi_addr", ["Name"] = "dlpi_name", ["Headers"] = "dlpi_phdr", ["HeaderCount"] = "dlpi_phnum", ["LoadedEver"] = "dlpi_adds",
            ["UnloadedEver"] = "dlpi_subs", ["ThreadDataId"] = "dlpi_tls_modid", ["ThreadData"] = "dlpi_tls_data",
        }),
        [typeof(ProgramHeader)] = ("Elf64_Phdr", new()
        {
            ["Type"] = "p_type", ["Flags"] = "p_flags", ["Offset"] = "p_offset", ["Address"] = "p_vaddr", ["PhysicalAddress"] = "p_paddr", ["FileLength"] = "p_filesz",
            ["Length"] = "p_memsz", ["Alignment"] = "p_align",
        }),
        [typeof(DynamicEntry)] = ("Elf64_Dyn", new() { ["Tag"] = "d_tag", ["Value"] = "d_un.d_val" }),
        [typeof(StatxTimestamp)] = ("struct statx_timestamp", new() { ["Seconds"] = "tv_sec", ["Nanoseconds"] = "tv_nsec" }),
        [typeof(TimeSpec)] = ("struct timespec", new() { ["Seconds"] = "tv_sec", ["Nanoseconds"] = "tv_nsec" }),
        [typeof(PollTarget)] = ("struct pollfd", new() { ["Descriptor"] = "fd", ["Wanted"] = "events", ["Ready"] = "revents" }),
        [typeof(InotifyHeader)] = ("struct inotify_event", new() { ["Watch"] = "wd", ["Events"] = "mask", ["Cookie"] = "cookie", ["NameLength"] = "len" }),
        [typeof(ResourceUsage)] = ("struct rusage", new() { ["BlocksRead"] = "ru_inblock" }),
        [typeof(StatFsBuffer)] = ("struct statfs", new() { ["Type"] = "f_type" }),
        [typeof(StatVfsBuffer)] = ("struct statvfs", new()
        {
            ["BlockSize"] = "f_bsize", ["FragmentSize"] = "f_frsize", ["Blocks"] = "f_blocks", ["FreeBlocks"] = "f_bfree", ["AvailableBlocks"] = "f_bavail",
            ["Inodes"] = "f_files", ["FreeInodes"] = "f_ffree", ["AvailableInodes"] = "f_favail", ["FileSystemId"] = "f_fsid", ["MountFlags"] = "f_flag",
            ["LongestName"] = "f_namemax",
        }),
    };

    /// <summary>What must hold of the constants of <see cref="Libc"/>; VALUE is ours.</summary>
    public static Dictionary<string, string> Constants { get; } = new(StringComparer.Ordinal)
    {
        ["ByProcessId"] = "VALUE == P_PID",
        ["ChildEnded"] = "VALUE == SIGCHLD",
        ["DuplicateClosingOnExec"] = "VALUE == F_DUPFD_CLOEXEC",
        ["EffectiveIds"] = "VALUE == AT_EACCESS",
        ["EnterAndWrite"] = "VALUE == (X_OK | W_OK)",
        ["EndedByItself"] = "VALUE == CLD_EXITED",
        ["Execute"] = "VALUE == X_OK",
        ["Exited"] = "VALUE == WEXITED",
        ["GetDescriptorFlags"] = "VALUE == F_GETFD",
        ["GetStatusFlags"] = "VALUE == F_GETFL",
        ["HowItEnded"] = "VALUE * sizeof(int) == offsetof(siginfo_t, si_code)",
        ["Ignored"] = "VALUE == (long)SIG_IGN && offsetof(struct sigaction, sa_handler) == 0",
        ["InotifyThatClosesOnExecAndNeverBlocks"] = "VALUE == (IN_CLOEXEC | IN_NONBLOCK)",
        ["IntsInSignalInfo"] = "VALUE * sizeof(int) == sizeof(siginfo_t)",
        ["ItsStatus"] = "VALUE * sizeof(int) == offsetof(siginfo_t, si_status)",
        ["LeaveIt"] = "VALUE == WNOWAIT",
        ["MostPolledAtOnce"] = "VALUE > 0",
        ["MostTriesOfOpenAt2"] = "VALUE > 0",
        ["FirstBeyondStandard"] = "VALUE == STDERR_FILENO + 1",
        ["OwnProcess"] = "VALUE == RUSAGE_SELF",
        ["OnExecOnly"] = "VALUE == CLOSE_RANGE_CLOEXEC",
        ["SinceBootWithSleep"] = "VALUE == CLOCK_BOOTTIME",
        ["SystemCallNumberOfCloseRange"] = "VALUE == SYS_close_range",
        ["RoomForAttributes"] = "VALUE >= sizeof(posix_spawnattr_t)",
        ["RoomForFileActions"] = "VALUE >= sizeof(posix_spawn_file_actions_t)",
        ["RoomForSignalAction"] = "VALUE >= sizeof(struct sigaction)",
        ["RoomForSignalSet"] = "VALUE >= sizeof(sigset_t)",
        ["SetProcessGroup"] = "VALUE == POSIX_SPAWN_SETPGROUP",
        ["SetSession"] = "VALUE == POSIX_SPAWN_SETSID",
        ["SetSignalDefaults"] = "VALUE == POSIX_SPAWN_SETSIGDEF",
        ["SetSignalMask"] = "VALUE == POSIX_SPAWN_SETSIGMASK",
        ["SetStatusFlags"] = "VALUE == F_SETFL",
        ["StreamThatClosesOnExec"] = "VALUE == (SOCK_STREAM | SOCK_CLOEXEC)",
        ["SystemCallNumberOfOpenAt2"] = "VALUE == SYS_openat2",
        ["Unix"] = "VALUE == AF_UNIX",
    };
}
