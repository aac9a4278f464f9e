using System.Collections.Immutable;
using System.Text.RegularExpressions;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Machines.Images;

/// <summary>An image as the configuration names it.</summary>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Value">The suite, the release as it was named, the address without the checksum, or the path.</param>
/// <param name="Checksum">SHA-256 in lower-case hexadecimal digits, where the name has one.</param>
public sealed partial record ImageName(ImageKind Kind, string Value, string? Checksum = null)
{
    /// <summary>Built from Debian's packages: it has all a machine needs, and comes from where the host's own packages do.</summary>
    public const string BuiltDefault = "build:debian:bookworm";

    /// <summary>Where nothing can be built.</summary>
    public const string DownloadedDefault = "ubuntu:24.04";

    /// <summary>What a machine gets whose configuration names no image: one built here, where the tools for that are installed, else a downloaded one.</summary>
    public static string Default => ProgramPath.Find("mmdebstrap") is null ? DownloadedDefault : BuiltDefault;

    /// <summary>Both of what <see cref="Default"/> may be: a machine that has either has what the configuration's <c>default</c> asked for.</summary>
    public static ImmutableArray<string> Defaults { get; } = [BuiltDefault, DownloadedDefault];

    /// <exception cref="KitException"><see cref="ErrorCode.ImageFailed"/>: not a name this engine knows.</exception>
    public static ImageName Parse(string name)
    {
        if (name == MachineSpec.DefaultImage)
            return Parse(Default);
        if (BuildName().Match(name) is { Success: true } build)
            return new ImageName(ImageKind.Built, build.Groups[1].Value);
        if (name.StartsWith("file:///", StringComparison.Ordinal))
            return new ImageName(ImageKind.File, name["file://".Length..]);
        if (ImageCatalog.Find(name) is not null)
            return new ImageName(ImageKind.Release, name);
        if (AddressName().Match(name) is { Success: true } address && Uri.TryCreate(address.Groups[1].Value, UriKind.Absolute, out Uri? uri) && uri.UserInfo.Length == 0)
            return OfAddress(name, uri, address.Groups[2]);
        throw Refused(
            name,
            new Text("there is none of that name", "такого нет"),
            new Text(
                $"write 'image: {BuiltDefault}', one of {string.Join(", ", ImageCatalog.Names)}, file:///PATH, or https://… with #sha256=… at its end",
                $"напишите «image: {BuiltDefault}», один из {string.Join(", ", ImageCatalog.Names)}, file:///ПУТЬ или https://… с #sha256=… в конце"));
    }

    private static ImageName OfAddress(string name, Uri address, Group checksum)
    {
        if (!checksum.Success && address.Scheme != Uri.UriSchemeHttps)
        {
            throw Refused(
                name,
                new Text("what comes by http could be anybody's: only a checksum says that it is the right image", "по http можно получить что угодно: только контрольная сумма скажет, тот ли это образ"),
                new Text("add #sha256=… (as sha256sum prints it of the image) to its address, or write https", "добавьте к адресу #sha256=… (как её печатает sha256sum для этого образа) или напишите https"));
        }

        return new ImageName(ImageKind.Address, address.GetLeftPart(UriPartial.Query), checksum.Success ? checksum.Value.ToLowerInvariant() : null);
    }

    private static KitException Refused(string name, Text cause, Text fix)
    {
        string shown = Printable.Escape(name);
        return new KitException(ErrorCode.ImageFailed, new Text($"the image '{shown}' can not be used", $"образом «{shown}» нельзя воспользоваться"), cause, fix);
    }

    [GeneratedRegex(@"\Abuild:debian:([a-z]{1,32})\z")]
    private static partial Regex BuildName();

    [GeneratedRegex(@"\A(https?://[\x21\x22\x24-\x7e]{1,2000}?)(?:#sha256=([0-9a-fA-F]{64}))?\z")]
    private static partial Regex AddressName();
}
