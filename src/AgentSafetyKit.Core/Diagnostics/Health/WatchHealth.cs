using System.Globalization;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Diagnostics.Health;

/// <summary>How many folders the kernel lets one user watch (inotify(7)): backups that follow changes within seconds need one watch a folder, and editors take their share.</summary>
/// <param name="limits">The folder of the kernel's limits.</param>
public sealed class WatchHealth(string limits = "/proc/sys/fs/inotify") : IHealthCheck
{
    private const int Few = 32768;

    public string Id => "watches";

    public Text Title => new("watching folders", "слежение за папками");

    public Task<IReadOnlyList<HealthFinding>> LookAsync(CancellationToken cancellation)
    {
        string file = Path.Combine(limits, "max_user_watches");
        if (!File.Exists(file) || !int.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out int most))
            return Task.FromResult<IReadOnlyList<HealthFinding>>([]);
        HealthFinding found = most >= Few
            ? HealthFinding.Pass(new Text($"{most} folders can be watched", $"можно следить за {most} папками"))
            : HealthFinding.Warn(
                new Text($"only {most} folders can be watched", $"можно следить только за {most} папками"),
                new Text("larger projects are saved at each interval only, not seconds after a change", "большие проекты будут сохраняться лишь по времени, а не через секунды после изменений"),
                Text.Verbatim("echo fs.inotify.max_user_watches=524288 | sudo tee /etc/sysctl.d/60-inotify.conf && sudo sysctl --system"));
        return Task.FromResult<IReadOnlyList<HealthFinding>>([found]);
    }
}
