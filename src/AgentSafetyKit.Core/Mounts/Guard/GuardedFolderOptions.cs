using System.Collections.Immutable;
using AgentSafetyKit.Mounts.Journal;
using AgentSafetyKit.Mounts.Tripwires;

namespace AgentSafetyKit.Mounts.Guard;

/// <summary>The rules of one mount.</summary>
public sealed record GuardedFolderOptions
{
    /// <summary>Null: the guest sees the ids the files have on the host.</summary>
    public GuestOwner? Owner { get; init; }

    /// <summary>Every change is refused with EACCES.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>
    /// What the guest may read and not change. <c>.git/hooks</c> (with a slash inside or in front, from the mount's root) protects this path and all beneath;
    /// <c>.envrc</c> (a name alone) protects every file or folder of that name and all beneath it. No patterns.
    /// </summary>
    public ImmutableArray<string> Protect { get; init; } = [];

    /// <summary>What does not exist for the guest: patterns in the language of gitignore(5), from the mount's root.</summary>
    public ImmutableArray<string> Hide { get; init; } = [];

    /// <summary>The content of the folder's <see cref="RestrictFile"/>: more of the same, over which <see cref="Hide"/> wins.</summary>
    public ReadOnlyMemory<byte> Restrict { get; init; }

    /// <summary>Null: however much is lost at once, nobody is asked.</summary>
    public Tripwire? Tripwire { get; init; }

    /// <summary>Null: the guest may write as much as there is room for.</summary>
    public RunLimits? Limits { get; init; }

    public IMountJournal Journal { get; init; } = NoMountJournal.Instance;
}
