using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    // Flags of posix_spawnattr_setflags(3), glibc's values.
    private const short SetProcessGroup = 0x02, SetSignalDefaults = 0x04, SetSignalMask = 0x08, SetSession = 0x80;

    // Room for opaque types of glibc, which need 80, 336 and 128 bytes on 64-bit Linux.
    private const int RoomForFileActions = 256, RoomForAttributes = 512, RoomForSignalSet = 256;

    /// <summary>
    /// posix_spawn(3): a new process without fork in managed code. Signals are reset to their defaults (the runtime ignores SIGPIPE, a child must not).
    /// <paramref name="program"/> is a path, not searched for. With a working folder, ENOENT, ENOTDIR and EACCES may be about that as well.
    /// </summary>
    /// <exception cref="ArgumentException">A word holds NUL, and would reach the program cut short.</exception>
    public static unsafe Errno Spawn(string program, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, SpawnOptions options, out int process)
    {
        byte* actions = stackalloc byte[RoomForFileActions];
        byte* attributes = stackalloc byte[RoomForAttributes];
        byte* signals = stackalloc byte[RoomForSignalSet];
        nint* argv = null, envp = null;
        process = 0;
        RequireWhole(program, options.WorkingFolder ?? "", options.Terminal ?? "");
        RequireWhole([.. arguments]);
        RequireWhole([.. environment]);
        // The descriptors are put in place one after the other, so none of them may lie where an earlier one goes.
        using Lifted input = Lifted.Above(options.StandardInput, 0);
        using Lifted output = Lifted.Above(options.StandardOutput, 1);
        using Lifted error = Lifted.Above(options.StandardError, 2);
        _ = SpawnFileActionsInit(actions);
        _ = SpawnAttributesInit(attributes);
        bool heldInput = false, heldOutput = false, heldError = false;
        try
        {
            input.File?.DangerousAddRef(ref heldInput);
            output.File?.DangerousAddRef(ref heldOutput);
            error.File?.DangerousAddRef(ref heldError);
            Errno errno = Errno.Ok;
            if (options.WorkingFolder is { } folder)
                errno = (Errno)SpawnFileActionsAddChangeFolder(actions, folder);
            // A descriptor that already has its number would keep close-on-exec: dup2 onto itself clears the flag in glibc's posix_spawn (POSIX.1-2024).
            if (errno == Errno.Ok && input.File is { } newInput)
                errno = (Errno)SpawnFileActionsAddDup2(actions, newInput.Number, 0);
            if (errno == Errno.Ok && output.File is { } newOutput)
                errno = (Errno)SpawnFileActionsAddDup2(actions, newOutput.Number, 1);
            if (errno == Errno.Ok && error.File is { } newError)
                errno = (Errno)SpawnFileActionsAddDup2(actions, newError.Number, 2);
            // posix_spawn(3) makes the new session before these actions, so what is opened first becomes its terminal.
            if (errno == Errno.Ok && options.Terminal is { } terminal)
                errno = (Errno)SpawnFileActionsAddOpen(actions, 0, terminal, (int)OpenFlags.ReadWrite, 0);
            for (int copy = 1; copy <= 2 && errno == Errno.Ok && options.Terminal is not null; copy++)
                errno = (Errno)SpawnFileActionsAddDup2(actions, 0, copy);
            if (errno != Errno.Ok)
                return errno;

            short flags = SetSignalDefaults | SetSignalMask;
            // A session's leader has a group of its own and may not be given another: asking for both is refused with EPERM.
            if (options.NewSession)
                flags |= SetSession;
            else if (options.NewProcessGroup)
                flags |= SetProcessGroup;
            new Span<byte>(signals, RoomForSignalSet).Clear();
            _ = SpawnAttributesSetSignalMask(attributes, signals);
            new Span<byte>(signals, RoomForSignalSet).Fill(0xff);
            _ = SpawnAttributesSetSignalDefaults(attributes, signals);
            _ = SpawnAttributesSetProcessGroup(attributes, 0);
            _ = SpawnAttributesSetFlags(attributes, flags);

            argv = Vector(arguments);
            envp = Vector(environment);
            return (Errno)SpawnRaw(out process, program, actions, attributes, argv, envp);
        }
        finally
        {
            FreeVector(argv, arguments.Count);
            FreeVector(envp, environment.Count);
            _ = SpawnAttributesDestroy(attributes);
            _ = SpawnFileActionsDestroy(actions);
            if (heldInput)
                input.File!.DangerousRelease();
            if (heldOutput)
                output.File!.DangerousRelease();
            if (heldError)
                error.File!.DangerousRelease();
        }
    }

    private static void RequireWhole(params ReadOnlySpan<string> words)
    {
        foreach (string word in words)
        {
            if (word.Contains('\0', StringComparison.Ordinal))
                throw new ArgumentException("a word for a program can not hold NUL");
        }
    }

    /// <summary>A descriptor out of the way of the three standard ones.</summary>
    private readonly struct Lifted(FileDescriptor? file, bool ours) : IDisposable
    {
        public FileDescriptor? File { get; } = file;

        public static Lifted Above(FileDescriptor? file, int target)
        {
            if (file is null || file.Number > 2 || file.Number == target)
                return new Lifted(file, false);
            Duplicate(file, 3, out FileDescriptor duplicate).Check("fcntl");
            return new Lifted(duplicate, true);
        }

        public void Dispose()
        {
            if (ours)
                File!.Dispose();
        }
    }

    private static unsafe nint* Vector(IReadOnlyList<string> words)
    {
        nint* vector = (nint*)NativeMemory.AllocZeroed((nuint)(words.Count + 1), (nuint)sizeof(nint));
        for (int i = 0; i < words.Count; i++)
            vector[i] = Marshal.StringToCoTaskMemUTF8(words[i]);
        return vector;
    }

    private static unsafe void FreeVector(nint* vector, int count)
    {
        if (vector == null)
            return;
        for (int i = 0; i < count; i++)
            Marshal.FreeCoTaskMem(vector[i]);
        NativeMemory.Free(vector);
    }

    [LibraryImport(Library, EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int SpawnRaw(out int process, string program, byte* actions, byte* attributes, nint* arguments, nint* environment);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_init")]
    private static unsafe partial int SpawnFileActionsInit(byte* actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_destroy")]
    private static unsafe partial int SpawnFileActionsDestroy(byte* actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static unsafe partial int SpawnFileActionsAddDup2(byte* actions, int from, int to);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int SpawnFileActionsAddOpen(byte* actions, int target, string path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int SpawnFileActionsAddChangeFolder(byte* actions, string folder);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_init")]
    private static unsafe partial int SpawnAttributesInit(byte* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_destroy")]
    private static unsafe partial int SpawnAttributesDestroy(byte* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setflags")]
    private static unsafe partial int SpawnAttributesSetFlags(byte* attributes, short flags);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setpgroup")]
    private static unsafe partial int SpawnAttributesSetProcessGroup(byte* attributes, int group);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigdefault")]
    private static unsafe partial int SpawnAttributesSetSignalDefaults(byte* attributes, byte* signals);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigmask")]
    private static unsafe partial int SpawnAttributesSetSignalMask(byte* attributes, byte* signals);
}
