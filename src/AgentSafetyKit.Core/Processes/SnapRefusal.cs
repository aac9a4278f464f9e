using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Processes;

/// <summary>Why a path is out of reach where it is the snap's confinement that keeps it so (the interfaces home, removable-media and personal-files), and what to do.</summary>
public sealed record SnapRefusal(Text Cause, Text Fix)
{
    /// <summary>Null: the snap has nothing to do with it.</summary>
    /// <param name="path">What was refused, absolute.</param>
    public static SnapRefusal? Of(string path) => Of(OwnSnap.Here, path);

    internal static SnapRefusal? Of(OwnSnap? snap, string path)
    {
        if (snap?.RealHome is not { } home || IsBeneath(snap.Common, path) || IsBeneath(snap.Root, path))
            return null;
        if (IsBeneath(home, path))
        {
            if (!path.AsSpan(home.Length).TrimStart('/').StartsWith("."))
                return null;
            return IsBeneath(Path.Combine(home, ".config/agsekit"), path)
                ? new SnapRefusal(Dot, Connect("agsekit-config"))
                : new SnapRefusal(Dot, new Text("choose a folder that is in none such, or install agsekit without the snap", "выберите папку вне таких папок или установите agsekit не из snap"));
        }

        bool isRemovable = Array.Exists(["/media", "/mnt", "/run/media"], place => IsBeneath(place, path));
        return isRemovable
            ? new SnapRefusal(new Text("the snap was not let to removable disks (/media, /mnt)", "snap не допущен к съёмным дискам (/media, /mnt)"), Connect("removable-media"))
            : new SnapRefusal(
                new Text("the snap reaches only folders in your home and on removable disks", "snap видит только папки в вашем домашнем каталоге и на съёмных дисках"),
                new Text("choose a folder there, or install agsekit without the snap", "выберите папку там или установите agsekit не из snap"));
    }

    private static Text Dot { get; } = new(
        "the snap may not read folders of your home whose names begin with a dot", "snap не может читать папки домашнего каталога, имена которых начинаются с точки");

    private static Text Connect(string plug) => Text.Verbatim($"sudo snap connect {OwnSnap.Name}:{plug}");

    private static bool IsBeneath(string folder, string path) => path.StartsWith(folder, StringComparison.Ordinal) && (path.Length == folder.Length || path[folder.Length] == '/');
}
