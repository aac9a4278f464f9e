using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Machines.Images;

/// <summary>
/// How an image is built with mmdebstrap(1): everything that decides what is in it, and therefore its <see cref="Key"/>. Two hosts with the same recipe build the same image but for
/// the packages' versions.
/// </summary>
/// <param name="Suite">Debian's release, such as <c>bookworm</c>.</param>
/// <param name="Architecture">As Debian names it: <c>amd64</c> or <c>arm64</c>.</param>
public sealed record ImageRecipe(string Suite, string Architecture)
{
    private static readonly ImmutableArray<string> Scripts = ["customize.sh", "initrd.sh", "seed.sh", "agsekit-seed.service"];

    private static readonly ImmutableArray<string> CommonPackages =
    [
        "kmod", "busybox-static", "cpio", "systemd-sysv", "dbus", "udev", "openssh-server", "cloud-init", "sudo", "sshfs", "git", "curl", "rsync", "tmux", "ca-certificates",
        "iproute2", "netbase", "less", "procps", "e2fsprogs", "python3", "sqlite3", "make", "nano", "iputils-ping", "file", "xz-utils", "unzip", "bash-completion",
        // As the bundle of that name: boxes and sessions are there without a network, too.
        "podman", "uidmap", "slirp4netns", "fuse-overlayfs", "crun", "dbus-user-session",
    ];

    /// <summary>The kernel for virtual machines: a third of the ordinary one's size.</summary>
    public string KernelFlavour => $"cloud-{Architecture}";

    public ImmutableArray<string> Packages => [$"linux-image-{KernelFlavour}", .. CommonPackages];

    /// <summary>Names this recipe among all others: the suite, the architecture and 16 digits of a hash over packages, scripts and options.</summary>
    public string Key
    {
        get
        {
            var all = new StringBuilder();
            // The mirror and the mode are not part of it: they do not change what is in the image.
            foreach (string word in Command(BuildMode.Root, "TREE", "SCRIPTS", []).Arguments)
                all.Append(word).Append('\n');
            foreach (string script in Scripts)
                all.Append(Script(script)).Append('\n');
            string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())));
            return $"debian-{Suite}-{Architecture}-{hash[..16]}";
        }
    }

    /// <summary>Puts the scripts where <see cref="Command"/> expects them.</summary>
    public static void WriteScripts(string folder)
    {
        foreach (string script in Scripts)
            File.WriteAllText(Path.Combine(folder, script), Script(script));
    }

    /// <param name="mode">As whom.</param>
    /// <param name="target">A folder (<see cref="BuildMode.Root"/>) or a tar file (<see cref="BuildMode.Unshare"/>) to make.</param>
    /// <param name="scripts">The folder of <see cref="WriteScripts"/>.</param>
    /// <param name="mirrors">Lines of sources.list(5), or none for mmdebstrap's own choice.</param>
    public CommandSpec Command(BuildMode mode, string target, string scripts, IReadOnlyCollection<string> mirrors)
    {
        var hooks = Scripts.Where(script => script != "customize.sh").Select(script => $"--customize-hook=upload {ShellQuote.Word(Path.Combine(scripts, script))} /agsekit-build/{script}");
        return new CommandSpec(
            "mmdebstrap",
            [
                mode == BuildMode.Root ? "--mode=root" : "--mode=unshare",
                mode == BuildMode.Root ? "--format=directory" : "--format=tar",
                "--variant=apt",
                "--verbose",
                $"--architectures={Architecture}",
                "--aptopt=Acquire::Languages \"none\"",
                "--aptopt=APT::Install-Recommends \"false\"",
                "--aptopt=Acquire::Retries \"3\"",
                "--dpkgopt=path-exclude=/usr/share/man/*",
                "--dpkgopt=path-exclude=/usr/share/doc/*",
                "--dpkgopt=path-exclude=/usr/share/locale/*",
                $"--include={string.Join(',', Packages)}",
                "--customize-hook=mkdir -p \"$1/agsekit-build\"",
                .. hooks,
                // Inline: in unshare mode the hook's user may not look into our folders.
                $"--customize-hook=set -- \"$1\" {KernelFlavour}\n{Script("customize.sh")}",
                Suite,
                target,
                .. mirrors,
            ])
        {
            Environment = ImmutableDictionary<string, string?>.Empty.Add("LC_ALL", "C.UTF-8").Add("INITRD", "No"),
        };
    }

    private static string Script(string name)
    {
        using Stream stream = typeof(ImageRecipe).Assembly.GetManifestResourceStream($"guest/image/{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
