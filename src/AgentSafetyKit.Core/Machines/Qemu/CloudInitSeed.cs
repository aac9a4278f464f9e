using System.Text;

namespace AgentSafetyKit.Machines.Qemu;

/// <summary>
/// What a guest is given at its start, on a small read-only disk labelled CIDATA (cloud-init's NoCloud data source): for images of ours the plain files that their own start script
/// reads, for all images the same as cloud-init documents.
/// </summary>
/// <remarks>
/// The user's mapping is a second part of a MIME message beside ours, both with a merge rule: lists are appended, mappings merged, and where both set one value ours
/// stays. So no mapping can take away the host key or the owner's access by accident (cloud-init: "User-data formats", "Merging user-data sections").
/// </remarks>
public sealed record CloudInitSeed(string Name, string InstanceId, string Mac, string UserKey, string HostKey, string HostPublicKey, string UserMapping)
{
    private const string Boundary = "agsekit-part-7d1f4c";
    private const string Rule = "list(append)+dict(no_replace,recurse_list)+str()";

    /// <summary>The image has what mounts need; else the guest installs it at its first start.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>Writes all files into <paramref name="folder"/>.</summary>
    public void WriteTo(string folder)
    {
        void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
        Write("hostname", Name + "\n");
        Write("hostkey", HostKey);
        Write("hostkey.pub", HostPublicKey + "\n");
        Write("userkey", UserKey + "\n");
        Write("meta-data", $"instance-id: {InstanceId}\nlocal-hostname: {Name}\n");
        Write("network-config", NetworkConfig);
        Write("user-data", UserData);
    }

    internal string NetworkConfig => $$"""
        version: 2
        ethernets:
          net0:
            match: {macaddress: "{{Mac}}"}
            addresses: [10.0.2.15/24]
            gateway4: 10.0.2.2
            nameservers: {addresses: [{{NetworkFence.Resolver}}]}

        """;

    internal string UserData
    {
        get
        {
            var text = new StringBuilder();
            text.Append("Content-Type: multipart/mixed; boundary=\"").Append(Boundary).Append("\"\nMIME-Version: 1.0\n\n");
            Part(text, Ours);
            if (!string.IsNullOrWhiteSpace(UserMapping))
                Part(text, UserMapping.TrimEnd() + "\n");
            return text.Append("--").Append(Boundary).Append("--\n").ToString();
        }
    }

    private string Ours => $$"""
        hostname: {{Name}}
        ssh_deletekeys: false
        ssh_keys:
          ed25519_private: |
        {{Indented(HostKey)}}
          ed25519_public: {{HostPublicKey}}
        users:
          - name: ubuntu
            uid: 1000
            shell: /bin/bash
            sudo: "ALL=(ALL) NOPASSWD:ALL"
            lock_passwd: true
            ssh_authorized_keys:
              - {{UserKey}}

        """ + (IsComplete ? "" : Missing);

    private const string Missing = """
        packages: [sshfs, rsync]
        write_files:
          - path: /etc/ssh/sshd_config.d/10-agsekit.conf
            content: "MaxSessions 500\n"
        runcmd:
          - [sh, -c, "grep -qx user_allow_other /etc/fuse.conf || echo user_allow_other >> /etc/fuse.conf"]
          - [sh, -c, "systemctl try-reload-or-restart ssh.service"]

        """;

    private static string Indented(string text) => string.Join('\n', text.TrimEnd().Split('\n').Select(line => "    " + line));

    private static void Part(StringBuilder text, string mapping)
    {
        if (mapping.Contains("--" + Boundary, StringComparison.Ordinal))
            throw new ArgumentException("the mapping holds the boundary of the message's parts", nameof(mapping));
        text.Append("--").Append(Boundary).Append("\nContent-Type: text/cloud-config; charset=\"utf-8\"\nMIME-Version: 1.0\nMerge-Type: ").Append(Rule)
            .Append("\n\n#cloud-config\n").Append(mapping);
    }
}
