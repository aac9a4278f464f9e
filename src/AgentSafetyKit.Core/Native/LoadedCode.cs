using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AgentSafetyKit.Native;

/// <summary>Where the code and the constants of this program and of its libraries are, as the loader says (dl_iterate_phdr(3), elf(5)): it takes no system call.</summary>
internal static class LoadedCode
{
    /// <summary>
    /// The whole pages of each segment that was mapped from its file and never written to: neither by the program (it is not writable) nor by the loader (relocations stand in
    /// writable segments, and an image whose code was relocated is left out). The kernel's own vdso(7) may be among them: its pages come back like those of a file. That nothing else
    /// has written there is taken for granted, as by a debugger's breakpoint, a library that patches functions, or a packer that unfolds the program into such a segment.
    /// </summary>
    public static unsafe IReadOnlyList<(nint From, nint Length)> Find()
    {
        var found = new List<(nint, nint)>(256);
        _ = Libc.DlIteratePhdr(&Add, Unsafe.AsPointer(ref found));
        return found;
    }

    [UnmanagedCallersOnly]
    private static unsafe int Add(LoadedImage* image, nuint length, void* found)
    {
        List<(nint, nint)> list = Unsafe.AsRef<List<(nint, nint)>>(found);
        var headers = new ReadOnlySpan<ProgramHeader>((void*)image->Headers, image->HeaderCount);
        foreach (ProgramHeader header in headers)
        {
            if (header.Type == SegmentType.Dynamic && WasRelocated((DynamicEntry*)(image->Base + (nint)header.Address)))
                return 0;
        }

        nint page = Environment.SystemPageSize;
        foreach (ProgramHeader header in headers)
        {
            if (header.Type != SegmentType.Loaded || (header.Flags & (SegmentFlags.Readable | SegmentFlags.Writable)) != SegmentFlags.Readable)
                continue;
            // A page at an edge may belong to a neighbour too.
            nint begin = image->Base + (nint)header.Address, from = (begin + page - 1) / page * page, to = (begin + (nint)header.FileLength) / page * page;
            if (to > from)
                list.Add((from, to - from));
        }

        return 0;
    }

    private static unsafe bool WasRelocated(DynamicEntry* entry)
    {
        for (; entry->Tag != DynamicTag.End; entry++)
        {
            if (entry->Tag == DynamicTag.TextRelocations || (entry->Tag == DynamicTag.Flags && ((DynamicFlags)entry->Value).HasFlag(DynamicFlags.TextRelocations)))
                return true;
        }

        return false;
    }
}
