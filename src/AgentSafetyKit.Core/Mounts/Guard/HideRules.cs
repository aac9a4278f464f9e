using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Mounts.Guard;

/// <summary>
/// Decides by name alone what a guest does not see, in the language of gitignore(5): the patterns of the configuration win over those of the folder's <see cref="RestrictFile"/>, the last one that matches
/// decides, and nothing beneath a hidden folder comes back. Never changes, so that threads share it.
/// </summary>
internal sealed class HideRules
{
    private readonly IgnorePatternList _given;
    private readonly IgnorePatternList _file;

    private HideRules(IgnorePatternList given, IgnorePatternList file)
    {
        _given = given;
        _file = file;
        DependOnPlace = given.DependsOnPlace || file.DependsOnPlace;
    }

    /// <summary>A hidden file may come to light by giving a folder above it another name.</summary>
    public bool DependOnPlace { get; }

    /// <summary>Null: nothing is hidden.</summary>
    public static HideRules? Of(GuardedFolderOptions options)
    {
        var given = IgnorePatternList.OfGiven(options.Hide, excludesWhenTooHard: true);
        var file = IgnorePatternList.Parse(options.Restrict.Span, excludesWhenTooHard: true);
        return given.IsEmpty && file.IsEmpty ? null : new HideRules(given, file);
    }

    /// <param name="path">As <see cref="GuestPath.Whole"/>.</param>
    public HiddenAs Ask(ReadOnlySpan<byte> path)
    {
        // The rules themselves stay in sight, and the root is what was given.
        if (path.IsEmpty || path.SequenceEqual(RestrictFile.NameBytes))
            return HiddenAs.Nothing;
        int start = 0;
        for (int length; (length = path[start..].IndexOf((byte)'/')) >= 0; start += length + 1)
        {
            if (Decide(path[..(start + length)], start, isFolder: true))
                return HiddenAs.Unreachable;
        }

        return (Decide(path, start, isFolder: true), Decide(path, start, isFolder: false)) switch
        {
            (true, true) => HiddenAs.Anything,
            (true, false) => HiddenAs.Folder,
            (false, true) => HiddenAs.Other,
            _ => HiddenAs.Nothing,
        };
    }

    public bool Hide(ReadOnlySpan<byte> path, bool isFolder) => Ask(path) switch
    {
        HiddenAs.Nothing => false,
        HiddenAs.Folder => isFolder,
        HiddenAs.Other => !isFolder,
        _ => true,
    };

    /// <summary>About a path whose folders are not hidden.</summary>
    private bool Decide(ReadOnlySpan<byte> path, int nameAt, bool isFolder) =>
        _given.Decide(path, path[nameAt..], isFolder) ?? _file.Decide(path, path[nameAt..], isFolder) ?? false;
}
