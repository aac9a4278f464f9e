using System.Globalization;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Configuration;

/// <summary>Writes a new content into a configuration file: the old one is kept in a dated copy beside it, and there is never half a file.</summary>
public static class ConfigFileReplacement
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A symbolic link stays one: what it leads to is written. The file keeps its mode; a new one is the owner's only (0600).</summary>
    /// <param name="file">Its folder must be there.</param>
    /// <param name="content">The whole new content.</param>
    /// <param name="now">For the copy's name, <c>config.yaml.YYYYMMDD-HHMMSS.bak</c> (<c>-2</c> and on where there is one).</param>
    /// <exception cref="IOException">It can not be written; the old file is whole.</exception>
    public static void Write(string file, ReadOnlySpan<byte> content, DateTimeOffset now)
    {
        // A link that leads nowhere yet is followed too; asking where a missing file leads would throw.
        var named = new FileInfo(file);
        string real = RealPath.Of(file) ?? (named.LinkTarget is null ? file : named.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
        UnixFileMode mode = OwnerOnly;
        if (File.Exists(real))
        {
            mode = File.GetUnixFileMode(real);
            AtomicFile.Write(FreeName(real, now), File.ReadAllBytes(real), (uint)mode);
        }

        AtomicFile.Write(real, content, (uint)mode);
    }

    /// <summary>Several changes can fall into one second, and the copy of the first is the user's own file.</summary>
    private static string FreeName(string real, DateTimeOffset now)
    {
        string stem = string.Create(CultureInfo.InvariantCulture, $"{real}.{now:yyyyMMdd-HHmmss}"), name = $"{stem}.bak";
        for (int again = 2; Path.Exists(name); again++)
            name = string.Create(CultureInfo.InvariantCulture, $"{stem}-{again}.bak");
        return name;
    }
}
