using System.Runtime.CompilerServices;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Processes;

/// <summary>The memory that this program's own file takes, and those of the libraries it began with.</summary>
public static class ProgramMemory
{
    /// <summary>Found at the first call, when nothing but the start of the program has been: these mappings stay until its end, which is not said of those of libraries that come later.</summary>
    private static readonly Lazy<IReadOnlyList<(nint From, nint Length)>> Code = new(LoadedCode.Find);

    /// <summary>
    /// Lets go of code and constants: what is needed again is there again at the next access, from the page cache. For a process that has started, or has read its
    /// command line and its configuration, and will do one small thing from then on. Does nothing in a runtime that compiles, which may write into its own code; a build with Native AOT's switches that is run before it is compiled so takes itself for a native one, and is not shipped.
    /// </summary>
    public static void ReleaseCode()
    {
        if (RuntimeFeature.IsDynamicCodeCompiled)
            return;
        foreach ((nint from, nint length) in Code.Value)
            _ = Libc.MAdvise(from, length, MemoryAdvice.DoNotNeed);
    }
}
