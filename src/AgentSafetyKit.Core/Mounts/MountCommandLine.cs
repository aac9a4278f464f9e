using System.Collections.Immutable;
using System.Globalization;

namespace AgentSafetyKit.Mounts;

/// <summary>
/// The command the guest runs to make a guarded mount: an argument vector, its standard input and output being the channel to <see cref="Sftp.SftpServer"/>. It stays in the foreground and
/// ends when the channel does; the kernel then answers the mount's users with ENOTCONN until it is unmounted.
/// </summary>
public static class MountCommandLine
{
    public static ImmutableArray<string> Sshfs(SshfsMountSpec spec, SshfsAbilities abilities)
    {
        int seconds = Math.Max(1, (int)Math.Ceiling(spec.AttributeTimeout.TotalSeconds));
        // sshfs believes its own cache for a second longer than it is told, the kernel exactly as long.
        string cached = (seconds - 1).ToString(CultureInfo.InvariantCulture);
        string kernel = seconds.ToString(CultureInfo.InvariantCulture);
        List<string> options =
        [
            "passive",
            $"fsname={Escape(spec.Name)}",
            "idmap=none",
            $"dcache_timeout={cached}",
            $"attr_timeout={kernel}",
            $"entry_timeout={kernel}",
            "negative_timeout=0",
            "max_read=65536",
            "max_write=65536",
            "nosuid",
            "nodev",
        ];
        if (spec.ForAllUsers)
            options.AddRange(["allow_other", "default_permissions"]);
        if (abilities.ContainsSymlinks)
            options.Add("no_contain_symlinks");
        if (spec.ReadOnly)
            options.Add("ro");
        ImmutableArray<string> user = spec.ByRoot ? ["sudo", "-n", "--"] : [];
        return [.. user, "sshfs", "-f", "-o", string.Join(',', options), "agsekit:/", spec.MountPoint];
    }

    /// <summary>A comma ends an option unless a backslash stands before it (fuse_opt_parse(3)).</summary>
    private static string Escape(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal);
}
