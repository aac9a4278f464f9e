using System.Buffers.Binary;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

/// <summary>What the kernel says of each page of this process (/proc/pid/pagemap, proc_pid_pagemap(5)). Where it says nothing, every page counts as changed; a snap is not even to ask, each time is a line in the system's log.</summary>
internal static class PageMap
{
    private const int EntryLength = 8;

    /// <summary>Bits of an entry: in memory; swapped out; of a file, and not a copy of our own.</summary>
    private const ulong Present = 1UL << 63, Swapped = 1UL << 62, OfFile = 1UL << 61;
    private static readonly Lazy<FileDescriptor?> Own = new(Open);

    /// <summary>No page that the range touches has become a copy of our own, which is what happens to one of a private mapping when it is first written to.</summary>
    public static bool IsUnchanged(nint address, nint length)
    {
        long page = Environment.SystemPageSize, first = address / page, end = (address + length + page - 1) / page;
        Span<byte> entries = stackalloc byte[512 * EntryLength];
        for (; first < end; first += entries.Length / EntryLength)
        {
            Span<byte> wanted = entries[..(int)Math.Min(entries.Length, (end - first) * EntryLength)];
            if (Own.Value is not { } map || Libc.Pread(map, wanted, first * EntryLength, out int count) != Errno.Ok || count != wanted.Length)
                return false;
            for (; !wanted.IsEmpty; wanted = wanted[EntryLength..])
            {
                ulong entry = BinaryPrimitives.ReadUInt64LittleEndian(wanted);
                if ((entry & Swapped) != 0 || (entry & (Present | OfFile)) == Present)
                    return false;
            }
        }

        return true;
    }

    private static FileDescriptor? Open() =>
        Environment.GetEnvironmentVariable("SNAP") is null && Libc.OpenAt(FileDescriptor.WorkingFolder, "/proc/self/pagemap\0"u8, OpenFlags.ReadOnly, 0, out FileDescriptor map) == Errno.Ok ? map : null;
}
