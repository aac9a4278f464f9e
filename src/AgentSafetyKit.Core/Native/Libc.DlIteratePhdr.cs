using System.Runtime.InteropServices;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>dl_iterate_phdr(3): calls back for the program and each of its libraries, until an answer is not zero; the callback must not throw.</summary>
    [LibraryImport(Library, EntryPoint = "dl_iterate_phdr")]
    internal static unsafe partial int DlIteratePhdr(delegate* unmanaged<LoadedImage*, nuint, void*, int> callback, void* data);
}
