using System.Collections.Immutable;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Configuration.Yaml;

namespace AgentSafetyKit.Machines.Multipass;

/// <summary>
/// The settings a guest is made with: our key for its user, the host key we made for it, what mounts need; and the user's own. Multipass takes one YAML mapping (it reads it, adds its own
/// and writes it again, so a MIME message of parts would not get through): the merging is done here, by the rule of <see cref="Qemu.CloudInitSeed"/>: lists are appended, mappings
/// merged, and where both set one value ours stays.
/// </summary>
internal static class MultipassCloudInit
{
    /// <param name="name">The machine's name, and the guest's.</param>
    /// <param name="userKey">Our public key.</param>
    /// <param name="hostKey">The guest's private host key.</param>
    /// <param name="hostPublicKey">Its public half.</param>
    /// <param name="userMapping">The user's settings, YAML; empty for none.</param>
    public static string Of(string name, string userKey, string hostKey, string hostPublicKey, string userMapping)
    {
        YamlNode ours = Parse($$"""
            hostname: {{name}}
            ssh_authorized_keys: [{{YamlOutput.Quote(userKey)}}]
            ssh_deletekeys: true
            ssh_keys:
              ed25519_private: {{YamlOutput.Quote(hostKey)}}
              ed25519_public: {{YamlOutput.Quote(hostPublicKey)}}
            packages: [sshfs]
            write_files:
              - path: /etc/ssh/sshd_config.d/10-agsekit.conf
                content: "MaxSessions 500\n"
            runcmd:
              - [sh, -c, "grep -qx user_allow_other /etc/fuse.conf || echo user_allow_other >> /etc/fuse.conf"]
            """)!;
        YamlNode? theirs = string.IsNullOrWhiteSpace(userMapping) ? null : Parse(userMapping);
        return "#cloud-config\n" + YamlOutput.Write(theirs is null ? ours : Merge(ours, theirs));
    }

    private static YamlNode? Parse(string text) => YamlDocument.Parse(text, new ConfigProblemList());

    private static YamlNode Merge(YamlNode ours, YamlNode theirs) => (ours, theirs) switch
    {
        (YamlMapping a, YamlMapping b) => Mapping(a,
        [
            .. a.Entries.Select(entry => b.Find(entry.Key.Value) is { } other ? entry with { Value = Merge(entry.Value, other.Value) } : entry),
            .. b.Entries.Where(entry => a.Find(entry.Key.Value) is null),
        ]),
        (YamlSequence a, YamlSequence b) => a with { Items = [.. a.Items, .. b.Items] },
        _ => ours,
    };

    private static YamlMapping Mapping(YamlMapping like, ImmutableArray<YamlEntry> entries) => like.With(entries);
}
