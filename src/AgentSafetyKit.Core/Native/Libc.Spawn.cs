using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    // Flags of posix_spawnattr_setflags(3), glibc's values.
    private const short SetProcessGroup = 0x02, SetSignalDefaults = 0x04, SetSignalMask = 0x08, SetSession = 0x80;

    /// <summary>
    /// posix_spawn(3): a new process without fork in managed code. Signals are reset to their defaults (the runtime ignores SIGPIPE, a child must not).
    /// <paramref name="program"/> is a path, not searched for.
    /// </summary>
    public static unsafe Errno Spawn(string program, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, SpawnOptions options, out int process)
    {
        // Opaque types of glibc: 80, 336 and 128 bytes on 64-bit Linux; the room given is larger (checked against the C headers by a test).
        byte* actions = stackalloc byte[256];
        byte* attributes = stackalloc byte[512];
        byte* signals = stackalloc byte[256];
        nint* argv = null, envp = null;
        process = 0;
        _ = SpawnFileActionsInit(actions);
        _ = SpawnAttributesInit(attributes);
        bool heldInput = false, heldOutput = false, heldError = false;
        try
        {
            options.StandardInput?.DangerousAddRef(ref heldInput);
            options.StandardOutput?.DangerousAddRef(ref heldOutput);
            options.StandardError?.DangerousAddRef(ref heldError);
            Errno errno = Errno.Ok;
            if (options.WorkingFolder is { } folder)
                errno = (Errno)SpawnFileActionsAddChangeFolder(actions, folder);
            // A descriptor that already has its number would keep close-on-exec: dup2 onto itself clears the flag in glibc's posix_spawn (POSIX.1-2024).
            if (errno == Errno.Ok && options.StandardInput is { } input)
                errno = (Errno)SpawnFileActionsAddDup2(actions, input.Number, 0);
            if (errno == Errno.Ok && options.StandardOutput is { } output)
                errno = (Errno)SpawnFileActionsAddDup2(actions, output.Number, 1);
            if (errno == Errno.Ok && options.StandardError is { } error)
                errno = (Errno)SpawnFileActionsAddDup2(actions, error.Number, 2);
            if (errno != Errno.Ok)
                return errno;

            short flags = SetSignalDefaults | SetSignalMask;
            if (options.NewSession)
                flags |= SetSession;
            if (options.NewProcessGroup)
                flags |= SetProcessGroup;
            new Span<byte>(signals, 256).Clear();
            _ = SpawnAttributesSetSignalMask(attributes, signals);
            new Span<byte>(signals, 256).Fill(0xff);
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
                options.StandardInput!.DangerousRelease();
            if (heldOutput)
                options.StandardOutput!.DangerousRelease();
            if (heldError)
                options.StandardError!.DangerousRelease();
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
