using System.Text;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Daemon.Client;

/// <summary>
/// The daemon as a service of the user's own systemd (systemd.service(5)): started at login, begun again when it breaks down. What it has started (VMs, mounts, agents) outlives it: only its main process is ended.
/// </summary>
/// <param name="kit">The product.</param>
/// <param name="executable">Ours, in full.</param>
/// <param name="variable">Reads the environment.</param>
public sealed class SystemdUnit(KitServices kit, string executable, Func<string, string?> variable)
{
    private const string Name = "agsekit.service";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>What decides where our files are has to be the same in the service.</summary>
    private static readonly string[] Kept = ["AGSEKIT_HOME", "AGSEKIT_LANG", "CONFIG_PATH", "PATH", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"];

    public string File => Path.Combine(variable("XDG_CONFIG_HOME") is { Length: > 0 } config && Path.IsPathRooted(config) ? config : Path.Combine(kit.HomeFolder, ".config"), "systemd", "user", Name);

    public bool IsInstalled => System.IO.File.Exists(File);

    /// <summary>What is in the file.</summary>
    public string Content
    {
        get
        {
            string config = kit.ConfigOverride is { } named ? $" --config {Quote(Path.GetFullPath(named)).Replace("$", "$$", StringComparison.Ordinal)}" : "";
            var text = new StringBuilder();
            text.Append("[Unit]\nDescription=Agent Safety Kit: backups and mounts of the folders of your agents\n\n[Service]\nType=exec\n");
            text.Append("ExecStart=").Append(Quote(executable)).Append(" daemon run").Append(config).Append('\n');
            foreach (string name in Kept.Where(name => variable(name) is { Length: > 0 }))
                text.Append("Environment=").Append(Quote($"{name}={variable(name)}")).Append('\n');
            text.Append("KillMode=process\nTimeoutStopSec=25\nRestart=on-failure\nRestartSec=5\nUMask=0077\n\n[Install]\nWantedBy=default.target\n");
            return text.ToString();
        }
    }

    /// <summary>Writes the file, and has systemd start the service now and at each login.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.ToolMissing"/>: this user has no systemd; <see cref="ErrorCode.DaemonUnavailable"/>: it refuses.</exception>
    public async Task InstallAsync(CancellationToken cancellation)
    {
        await RequireSystemdAsync(cancellation).ConfigureAwait(false);
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        AtomicFile.Write(File, Encoding.UTF8.GetBytes(Content), mode: 0x1A4);
        await TellAsync(["daemon-reload"], cancellation).ConfigureAwait(false);
        await TellAsync(["enable", "--now", Name], cancellation).ConfigureAwait(false);
    }

    /// <summary>Ends the service and removes the file; false when there was none.</summary>
    /// <inheritdoc cref="InstallAsync" path="/exception"/>
    public async Task<bool> UninstallAsync(CancellationToken cancellation)
    {
        if (!IsInstalled)
            return false;
        await RequireSystemdAsync(cancellation).ConfigureAwait(false);
        await TellAsync(["disable", "--now", Name], cancellation).ConfigureAwait(false);
        System.IO.File.Delete(File);
        await TellAsync(["daemon-reload"], cancellation).ConfigureAwait(false);
        return true;
    }

    /// <exception cref="KitException"><see cref="ErrorCode.ToolMissing"/>: this user has no systemd.</exception>
    public async Task RequireSystemdAsync(CancellationToken cancellation)
    {
        var what = new Text("the daemon can not be made a service of systemd", "сделать из фоновой службы сервис systemd не удалось");
        var fix = new Text(
            "start it by hand: agsekit daemon start\nor have whatever starts programs at your login start: agsekit daemon run",
            "запускайте вручную: agsekit daemon start\nили добавьте в автозапуск при входе: agsekit daemon run");
        if (ProgramPath.Find("systemctl") is null)
            throw new KitException(ErrorCode.ToolMissing, what, new Text("there is no systemctl: this system does not run systemd", "нет systemctl: эта система работает без systemd"), fix);
        CommandResult answer = await RunAsync(["show-environment"], cancellation).ConfigureAwait(false);
        if (answer.ExitCode != 0)
            throw new KitException(ErrorCode.ToolMissing, what, new Text($"your own systemd does not answer: {Printable.EscapeLines(answer.Error).Trim()}", $"ваш экземпляр systemd не отвечает: {Printable.EscapeLines(answer.Error).Trim()}"), fix);
    }

    /// <summary>Starts the installed service.</summary>
    public Task StartAsync(CancellationToken cancellation) => TellAsync(["start", Name], cancellation);

    /// <summary>Whether this user's systemd answers; where it does not, an installed service starts nothing.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            return (await RunAsync(["show-environment"], cancellation).ConfigureAwait(false)).ExitCode == 0;
        }
        catch (KitException)
        {
            return false;
        }
    }

    private async Task TellAsync(string[] words, CancellationToken cancellation)
    {
        CommandResult answer = await RunAsync(words, cancellation).ConfigureAwait(false);
        if (answer.ExitCode == 0)
            return;
        throw new KitException(
            ErrorCode.DaemonUnavailable,
            new Text($"systemctl --user {string.Join(' ', words)} failed", $"не удалось: systemctl --user {string.Join(' ', words)}"),
            Text.Verbatim(Printable.EscapeLines(answer.Error).Trim()),
            Text.Verbatim($"systemctl --user status {Name}\njournalctl --user -u {Name}"));
    }

    private Task<CommandResult> RunAsync(string[] words, CancellationToken cancellation) =>
        kit.Commands.RunAsync(CommandSpec.Of("systemctl", ["--user", .. words]), ReadOnlyMemory<byte>.Empty, Patience, null, cancellation);

    /// <summary>One word of a unit file: quoted as in C, a percent sign doubled. In arguments, and only there, a dollar sign is to be doubled too.</summary>
    private static string Quote(string word) => "\"" + word
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("%", "%%", StringComparison.Ordinal) + "\"";
}
