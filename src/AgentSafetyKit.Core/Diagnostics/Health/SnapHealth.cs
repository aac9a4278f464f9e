using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Diagnostics.Health;

/// <summary>Inside the snap: the connections without which something does not work (snapctl(8), <c>is-connected</c>).</summary>
/// <param name="snapName">Of the snap we run in; null or empty: in none, and nothing is looked at.</param>
/// <param name="runner">For snapctl.</param>
public sealed class SnapHealth(string? snapName, CommandRunner runner) : IHealthCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private static readonly (string Plug, Text Need)[] Plugs =
    [
        ("home", new Text("folders in your home can not be reached", "папки в вашем домашнем каталоге недоступны")),
        ("network", new Text("VMs can not be reached", "ВМ недоступны")),
        ("network-bind", new Text("ports can not be forwarded", "порты не пробросить")),
        ("multipass", new Text("Multipass can not be called", "Multipass не вызвать")),
        ("removable-media", new Text("folders on other disks (/media, /mnt) can not be reached", "папки на других дисках (/media, /mnt) недоступны")),
    ];

    public string Id => "snap";

    public Text Title => new("connections of the snap", "разрешения snap");

    public async Task<IReadOnlyList<HealthFinding>> LookAsync(CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(snapName))
            return [];
        var missing = new List<HealthFinding>();
        foreach ((string plug, Text need) in Plugs)
        {
            CommandResult answer = await runner.RunAsync(CommandSpec.Of("snapctl", "is-connected", plug), default, Limit, null, cancellation).ConfigureAwait(false);
            if (!answer.Succeeded)
                missing.Add(HealthFinding.Warn(new Text($"'{plug}' is not connected", $"«{plug}» не подключён"), need, Text.Verbatim($"sudo snap connect {snapName}:{plug}")));
        }

        return missing.Count > 0 ? missing : [HealthFinding.Pass(new Text("all connected", "все подключены"))];
    }
}
