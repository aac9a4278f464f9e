using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Machines.Qemu;

/// <summary>Starts QEMU for one machine and waits until commands can be run in the guest. Whoever calls holds the machine's lock.</summary>
internal sealed class QemuStarter(KitPaths paths, CommandRunner runner, TimeProvider time, AcceleratorProbe accelerators)
{
    private static readonly TimeSpan EngineLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>QEMU up and recorded as running; the guest has only begun to boot, or has not, when it is <paramref name="halted"/>.</summary>
    public async Task<RunningRecord> LaunchAsync(MachineFolder folder, MachineRecord record, bool halted, UndoStack undo, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        QemuTools.RequireForStart(record.Network);
        progress.Report(new WorkProgress(new Text($"starting VM '{record.Name}'", $"запускаем ВМ «{record.Name}»")));
        (Accelerator accelerator, Text why) = await accelerators.FindAsync(RuntimeInformation.ProcessArchitecture, cancellation).ConfigureAwait(false);
        if (accelerator == Accelerator.Tcg)
            progress.Report(new WorkProgress(new Text($"no KVM ({why.English}): the VM is emulated and slow", $"нет KVM ({why.Russian}): ВМ эмулируется и работает медленно")));
        PrivateFolder.Ensure(paths.RuntimeFolder);
        PrivateFolder.Ensure(folder.RuntimeFolder);
        int port = FreePort.Choose(record.SshPort);
        File.Delete(folder.ControlSocket);
        File.Delete(folder.EngineLog);
        // Before there is a process: whoever finds one knows what it is.
        undo.Push(() => File.Delete(folder.LaunchFile));
        folder.Write(new LaunchRecord(port, accelerator, time.GetUtcNow(), ProcessIdentity.BootOfHost()));
        ChildProcess starter = ChildProcess.StartDetached(CommandOf(folder, record, halted, accelerator, port), folder.EngineLog);
        undo.Push(() => starter.StopAsync(TimeSpan.Zero));
        var guest = new QemuGuest(folder, time);
        ProcessIdentity engine = await IdentifyAsync(folder, guest, () => !starter.HasExited, cancellation).ConfigureAwait(false);
        undo.Push(() => engine.KillAsync(Patience, time));
        File.SetUnixFileMode(folder.ControlSocket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var running = new RunningRecord(engine, ProcessIdentity.Of(starter.Id) ?? engine, port, accelerator, time.GetUtcNow(), Ready: false);
        folder.Write(running);
        undo.Push(() => File.Delete(folder.RunningFile));
        File.Delete(folder.LaunchFile);
        if (port != record.SshPort)
            folder.Write(record with { SshPort = port });
        return running;
    }

    /// <summary>Makes a start that somebody else began, and may not have lived to write down, one of ours.</summary>
    public async Task<RunningRecord> TakeOverAsync(MachineFolder folder, RunningRecord found, CancellationToken cancellation)
    {
        var guest = new QemuGuest(folder, time);
        ProcessIdentity engine = await IdentifyAsync(folder, guest, found.Starter.IsAlive, cancellation).ConfigureAwait(false);
        // Halted for the memory of a snapshot by somebody who did not live to give it: it goes on, or boots.
        if (await guest.FiguresAsync(Patience, cancellation).ConfigureAwait(false) is { Status: "prelaunch" or "paused" })
            await guest.ContinueAsync(cancellation).ConfigureAwait(false);
        RunningRecord running = found with { Engine = engine };
        folder.Write(running);
        File.Delete(folder.LaunchFile);
        return running;
    }

    /// <summary>Waits for the probes in order; the machine is recorded as ready after them.</summary>
    public async Task<RunningRecord> AwaitReadyAsync(
        MachineFolder folder, MachineRecord record, RunningRecord running, string identityFile, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        var guest = new QemuGuest(folder, time);
        var connection = new SshConnection(folder.Target(running.SshPort, identityFile), runner);
        foreach (ReadinessProbe probe in GuestProbes.Of(record, running, guest, connection, time))
        {
            progress.Report(new WorkProgress(probe.Description));
            bool holds;
            KitException? reason = null;
            try
            {
                holds = await probe.Check(cancellation).ConfigureAwait(false);
            }
            catch (KitException e)
            {
                holds = false;
                reason = e;
            }

            if (!holds && probe.Fatal)
                throw await FailedAsync(folder, record, running, guest, probe, reason).ConfigureAwait(false);
            if (!holds)
                progress.Report(new WorkProgress(probe.Hint));
        }

        await guest.WatchMemoryAsync(cancellation).ConfigureAwait(false);
        running = running with { Ready = true };
        folder.Write(running);
        if (folder.TryRead(out _) is { CloudInitPending: true } pending)
            folder.Write(pending with { CloudInitPending = false });
        return running;
    }

    private static CommandSpec CommandOf(MachineFolder folder, MachineRecord record, bool halted, Accelerator accelerator, int port)
    {
        bool open = record.Network == NetworkPolicy.Open;
        CommandSpec qemu = QemuCommandLine.Of(new QemuLaunch
        {
            Name = record.Name,
            Architecture = RuntimeInformation.ProcessArchitecture,
            Accelerator = accelerator,
            Processors = record.Processors,
            Memory = new ByteSize(record.MemoryBytes),
            Disk = folder.Disk,
            Image = record.Boot,
            Firmware = record.Firmware,
            SeedFolder = folder.Seed,
            CloudInit = record.CloudInitPending,
            Mac = record.Mac,
            Network = record.Network,
            SshListener = open ? NetworkFence.InnerListener : $"127.0.0.1:{port}",
            ControlSocket = folder.ControlSocket,
            Halted = halted,
        });
        return open ? NetworkFence.Wrap(qemu, port, NetworkFence.HostNetworks(), Environment.IsPrivilegedProcess) : qemu;
    }

    private async Task<ProcessIdentity> IdentifyAsync(MachineFolder folder, QemuGuest guest, Func<bool> lives, CancellationToken cancellation)
    {
        long begin = time.GetTimestamp();
        while (time.GetElapsedTime(begin) < EngineLimit && lives())
        {
            if (File.Exists(folder.ControlSocket) && await guest.IdentifyAsync(TimeSpan.FromSeconds(5), cancellation).ConfigureAwait(false) is { } engine)
                return engine;
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellation).ConfigureAwait(false);
        }

        throw StartFailed(
            folder.Name,
            EngineWords(folder) is { Length: > 0 } words ? Text.Verbatim(words) : new Text("QEMU did not come up", "QEMU не запустился"),
            EngineFix(folder));
    }

    private static Text EngineFix(MachineFolder folder) => EngineWords(folder).Contains("tun", StringComparison.Ordinal)
        ? new Text("give yourself access to /dev/net/tun (sudo chmod 0666 /dev/net/tun), or set 'network: none' for this VM", "откройте доступ к /dev/net/tun (sudo chmod 0666 /dev/net/tun) или задайте этой ВМ «network: none»")
        : new Text($"see {folder.EngineLog}", $"смотрите {folder.EngineLog}");

    private static string EngineWords(MachineFolder folder)
    {
        if (!File.Exists(folder.EngineLog))
            return "";
        // pasta says so for each of its lines where no system log runs.
        IEnumerable<string> lines = File.ReadLines(folder.EngineLog).Where(line => !line.EndsWith("bytes to syslog", StringComparison.Ordinal) && line.Trim().Length > 0);
        return string.Join('\n', lines.TakeLast(8).Select(Printable.Escape));
    }

    private static async Task<KitException> FailedAsync(
        MachineFolder folder, MachineRecord record, RunningRecord running, QemuGuest guest, ReadinessProbe probe, KitException? reason)
    {
        using var own = new CancellationTokenSource(Patience);
        if (running.Engine.IsAlive())
            await guest.ReadConsoleAsync(own.Token).ConfigureAwait(false);
        string console = guest.ConsoleTail;
        if (console.Length > 0)
            AtomicFile.Write(folder.ConsoleLog, System.Text.Encoding.UTF8.GetBytes(console + "\n"));
        string ended = running.Engine.IsAlive() ? "" : EngineWords(folder);
        string tail = string.Join('\n', new[] { reason?.Cause.English ?? "", ended, console }.Where(words => words.Length > 0));
        return StartFailed(
            record.Name,
            new Text($"it did not come true that {probe.Description.English}\n{tail}", $"не дождались: {probe.Description.Russian}\n{tail}"),
            probe.Hint);
    }

    private static KitException StartFailed(string name, Text cause, Text fix) => new(
        ErrorCode.MachineStartFailed, new Text($"cannot start VM '{name}'", $"не удалось запустить ВМ «{name}»"), cause, fix);
}
