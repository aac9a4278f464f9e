using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Diagnostics.Health;

/// <summary>Inside the snap: the connections without which something does not work (snapctl(8), <c>is-connected</c>), each with the line that makes it.</summary>
/// <param name="snap">The one we run in; null: in none, and nothing is looked at.</param>
/// <param name="hasConfig">Whether there is a configuration: then the one of an install without the snap is not wanted any more.</param>
/// <param name="runner">For snapctl.</param>
public sealed class SnapHealth(OwnSnap? snap, bool hasConfig, CommandRunner runner) : IHealthCheck
{
    private const string LentClient = "multipass-bin", LentSocket = "multipass-socket", Socket = "multipass-sock", Certificate = "multipass-cert", OtherConfig = "agsekit-config";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private static readonly (string Plug, Text Need)[] Plugs =
    [
        ("home", new Text("folders in your home can not be reached", "папки в вашем домашнем каталоге недоступны")),
        ("network", new Text("VMs can not be reached", "ВМ недоступны")),
        ("network-bind", new Text("ports can not be forwarded, and the daemon has no socket", "порты не пробросить, и у фоновой службы нет сокета")),
        (LentClient, new Text("there is no client of Multipass in this snap, and Multipass's own lends none", "в этом snap нет клиента Multipass, и snap самого Multipass его не даёт")),
        (Socket, new Text("the socket of Multipass can not be reached: no VM can be made or started", "сокет Multipass недоступен: ВМ не создать и не запустить")),
        (Certificate, new Text("the certificate of Multipass can not be read: its client refuses to talk to it", "сертификат Multipass не прочитать: его клиент откажется с ним говорить")),
        ("removable-media", new Text("folders on other disks (/media, /mnt) can not be reached", "папки на других дисках (/media, /mnt) недоступны")),
        (OtherConfig, new Text("the configuration of an install without the snap can not be read, nor taken over by 'agsekit migrate'", "настройки установки без snap не прочитать и не перенести командой «agsekit migrate»")),
    ];

    public string Id => "snap";

    public Text Title => new("connections of the snap", "разрешения snap");

    public async Task<IReadOnlyList<HealthFinding>> LookAsync(CancellationToken cancellation)
    {
        if (snap is null)
            return [];
        // All at once: on a busy computer each question may take a second.
        string[] asked = [.. Plugs.Select(one => one.Plug), LentSocket];
        bool[] answers = await Task.WhenAll(asked.Select(plug => IsConnectedAsync(plug, cancellation))).ConfigureAwait(false);
        HashSet<string> connected = [.. asked.Where((_, at) => answers[at])];
        var missing = new List<HealthFinding>();
        foreach ((string plug, Text need) in Plugs)
        {
            if (IsNeeded(plug, connected) && !connected.Contains(plug))
                missing.Add(HealthFinding.Warn(new Text($"'{plug}' is not connected", $"«{plug}» не подключён"), need, Text.Verbatim($"sudo snap connect {Connection(plug)}")));
        }

        return missing.Count > 0 ? missing : [HealthFinding.Pass(new Text("all connected", "все подключены"))];
    }

    /// <summary>Of two ways to the same end one is enough.</summary>
    private bool IsNeeded(string plug, HashSet<string> connected) => plug switch
    {
        LentClient => ProgramPath.Find(Path.Combine(snap!.Root, "bin", "multipass")) is null,
        Socket => !connected.Contains(LentSocket),
        OtherConfig => !hasConfig,
        _ => true,
    };

    private async Task<bool> IsConnectedAsync(string plug, CancellationToken cancellation) =>
        (await runner.RunAsync(CommandSpec.Of("snapctl", "is-connected", plug), default, Limit, null, cancellation).ConfigureAwait(false)).Succeeded;

    /// <summary>A content plug has to be told whose slot; the slots of the others are the system's.</summary>
    private static string Connection(string plug) => plug == LentClient ? $"{OwnSnap.Name}:{plug} multipass:{plug}" : $"{OwnSnap.Name}:{plug}";
}
