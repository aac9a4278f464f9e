using System.Text.RegularExpressions;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines.Images;

/// <summary>An image as the configuration names it: exactly one of the two is set.</summary>
/// <param name="Suite">To be built from Debian's packages: <c>build:debian:SUITE</c>.</param>
/// <param name="File">A disk image on this host: <c>file:///PATH</c>.</param>
public sealed partial record ImageName(string? Suite, string? File)
{
    /// <summary>What a machine gets whose configuration names no image.</summary>
    public const string Default = "build:debian:bookworm";

    /// <exception cref="KitException"><see cref="ErrorCode.ImageFailed"/>: not a name this engine knows.</exception>
    public static ImageName Parse(string name)
    {
        if (BuildName().Match(name) is { Success: true } build)
            return new ImageName(build.Groups[1].Value, null);
        if (name.StartsWith("file:///", StringComparison.Ordinal))
            return new ImageName(null, name["file://".Length..]);
        string shown = Printable.Escape(name);
        throw new KitException(
            ErrorCode.ImageFailed,
            new Text($"the image '{shown}' can not be used", $"образом «{shown}» нельзя воспользоваться"),
            new Text("the QEMU engine builds images from Debian's packages or takes a file; it does not download any", "движок QEMU собирает образы из пакетов Debian или берёт готовый файл; скачивать образы он не умеет"),
            new Text($"write 'image: {Default}' (or build:debian:SUITE, or file:///PATH)", $"напишите «image: {Default}» (или build:debian:ВЫПУСК, или file:///ПУТЬ)"));
    }

    [GeneratedRegex(@"\Abuild:debian:([a-z]{1,32})\z")]
    private static partial Regex BuildName();
}
