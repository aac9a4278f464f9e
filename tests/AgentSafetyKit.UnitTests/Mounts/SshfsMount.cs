using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts;
using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Mounts.Sftp;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.UnitTests.Mounts;

/// <summary>A folder served by us and mounted on this machine by the real sshfs over a socket pair: all of the product's mount but the VM.</summary>
internal sealed class SshfsMount : IDisposable
{
    private readonly string _base = Directory.CreateTempSubdirectory("agsekit-mount-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly FileDescriptor _ours;
    private readonly FileDescriptor _theirs;
    private readonly ChildProcess _sshfs;
    private readonly ChildProcess? _otherServer;
    private readonly Thread? _server;

    public SshfsMount(GuardedFolderOptions? options = null, string? otherServer = null, Func<SshfsMountSpec, SshfsMountSpec>? change = null)
    {
        Host = Directory.CreateDirectory(Path.Combine(_base, "host")).FullName;
        Guest = Directory.CreateDirectory(Path.Combine(_base, "guest")).FullName;
        Scratch = Directory.CreateDirectory(Path.Combine(_base, "scratch")).FullName;
        Libc.SocketPair(out _ours, out _theirs).Check("socketpair");
        var spec = new SshfsMountSpec(Guest, "agsekit:test") { ReadOnly = options?.ReadOnly ?? false };
        var abilities = SshfsAbilities.FromHelp(Run("sshfs -h 2>&1 || true").OutputText);
        var command = MountCommandLine.Sshfs(change?.Invoke(spec) ?? spec, abilities);
        if (otherServer is null)
        {
            Folder = GuardedFolder.Open(Host, options ?? new GuardedFolderOptions());
            _server = new Thread(() => End = SftpServer.Serve(Folder, _ours, _ours, _stop.Token)) { IsBackground = true, Name = "sftp" };
            _server.Start();
        }
        else
        {
            _otherServer = ChildProcess.Start(CommandSpec.Of(otherServer, "-d", Host), new SpawnOptions { StandardInput = _ours, StandardOutput = _ours });
            command = [.. command.Select(word => word.Replace("agsekit:/", "agsekit:" + Host, StringComparison.Ordinal))];
        }

        _sshfs = ChildProcess.Start(new CommandSpec(command[0], command[1..]), new SpawnOptions { StandardInput = _theirs, StandardOutput = _theirs });
        _theirs.Dispose();
        for (int i = 0; !IsMounted(); i++)
        {
            if (i == 500 || _sshfs.HasExited)
                throw new InvalidOperationException("sshfs did not mount");
            Thread.Sleep(20);
        }
    }

    /// <summary>Null: it can run here. Else what is missing.</summary>
    public static string? Missing =>
        ProgramPath.Find("sshfs") is null ? "sshfs is not installed"
        : ProgramPath.Find("fusermount3") is null ? "fusermount3 (fuse3) is not installed"
        : !File.Exists("/dev/fuse") ? "/dev/fuse is not there"
        : Libc.EffectiveUser() != 0 ? "mounting for all users needs root here" : null;

    public string Host { get; }

    public string Guest { get; }

    /// <summary>An ordinary folder beside them.</summary>
    public string Scratch { get; }

    public GuardedFolder? Folder { get; }

    public SftpEnd? End { get; private set; }

    /// <summary>Runs a script in the mount; $HOST, $GUEST and $SCRATCH are the folders, <c>no 'command'</c> wants a failure (bash's <c>!</c> would not stop the script). Fails the test when it fails.</summary>
    public string Do(string script)
    {
        CommandResult result = Run("no() { if eval \"$1\" 2>/dev/null; then echo \"should have failed: $1\" >&2; exit 1; fi; }; set -eEuo pipefail; trap 'echo \"failed: $BASH_COMMAND\" >&2' ERR; cd \"$GUEST\"; " + script);
        Assert.That(result.ExitCode, Is.Zero, $"{script}\n{result.OutputText}\n{result.ErrorText}");
        return result.OutputText.TrimEnd('\n');
    }

    public void Dispose()
    {
        Run($"fusermount3 -u -z '{Guest}'");
        if (!_sshfs.Exit.Wait(TimeSpan.FromSeconds(10)))
            _sshfs.Send(Signal.Kill);
        _server?.Join(TimeSpan.FromSeconds(10));
        _stop.Cancel();
        _otherServer?.Send(Signal.Terminate);
        _server?.Join(TimeSpan.FromSeconds(10));
        _ours.Dispose();
        Folder?.Dispose();
        _stop.Dispose();
        Assert.That(IsMounted(), Is.False);
        Run($"chmod -R u+rwX '{_base}'; rm -rf '{_base}'");
    }

    private bool IsMounted() => File.ReadLines("/proc/self/mountinfo").Any(line => line.Contains($" {Guest} ", StringComparison.Ordinal));

    private CommandResult Run(string script)
    {
        CommandSpec command = CommandSpec.Of("bash", "-c", script) with
        {
            Environment = System.Collections.Immutable.ImmutableDictionary<string, string?>.Empty
                .Add("HOST", Host).Add("GUEST", Guest).Add("SCRATCH", Scratch).Add("HOME", Scratch)
                .Add("GIT_AUTHOR_NAME", "A").Add("GIT_AUTHOR_EMAIL", "a@b").Add("GIT_COMMITTER_NAME", "A").Add("GIT_COMMITTER_EMAIL", "a@b"),
        };
        return new CommandRunner(TimeProvider.System).RunAsync(command, ReadOnlyMemory<byte>.Empty, TimeSpan.FromMinutes(3), null, CancellationToken.None).GetAwaiter().GetResult();
    }
}
