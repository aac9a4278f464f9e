using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Machines.Qemu;

/// <summary>What has to hold before a QEMU machine is called running. An emulated guest is given four times as long.</summary>
internal static class GuestProbes
{
    private static readonly TimeSpan BootLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan SettingsLimit = TimeSpan.FromMinutes(20);

    // A connection made before the guest has its address waits for ever longer repeats of its first packet: a new one is quicker.
    private static readonly TimeSpan OneLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(150);

    public static IReadOnlyList<ReadinessProbe> Of(MachineRecord record, RunningRecord running, QemuGuest guest, SshConnection connection, TimeProvider time)
    {
        var probes = new List<ReadinessProbe>
        {
            new(
                new Text("the guest boots and its SSH server answers", "гость загружается, и его SSH-сервер отвечает"),
                cancellation => AnswersAsync(running, guest, time, cancellation),
                new Text($"look at the console lines above; agsekit destroy-vm {record.Name} and create-vm {record.Name} make it anew", $"смотрите строки консоли выше; agsekit destroy-vm {record.Name} и create-vm {record.Name} создадут её заново"),
                Fatal: true),
            new(
                new Text("the guest lets us in with our key and shows its own", "гость пускает нас по ключу и предъявляет свой"),
                cancellation => LetsUsInAsync(connection, cancellation),
                new Text($"agsekit destroy-vm {record.Name} and create-vm {record.Name} make it anew", $"agsekit destroy-vm {record.Name} и create-vm {record.Name} создадут её заново"),
                Fatal: true),
        };
        if (record.CloudInitPending)
        {
            probes.Add(new(
                new Text("the guest applies the settings of 'cloud-init'", "гость применяет настройки «cloud-init»"),
                cancellation => SettledAsync(connection, cancellation),
                new Text("some settings of 'cloud-init' failed: see /var/log/cloud-init-output.log in the VM", "часть настроек «cloud-init» не применилась: смотрите /var/log/cloud-init-output.log в ВМ"),
                Fatal: false));
        }

        return probes;
    }

    private static async Task<bool> AnswersAsync(RunningRecord running, QemuGuest guest, TimeProvider time, CancellationToken cancellation)
    {
        TimeSpan limit = running.Accelerator == Accelerator.Kvm ? BootLimit : 4 * BootLimit;
        long begin = time.GetTimestamp();
        long lastConsole = begin;
        while (time.GetElapsedTime(begin) < limit && running.Engine.IsAlive())
        {
            if (await SshBanner.IsThereAsync(running.SshPort, OneLook, cancellation).ConfigureAwait(false))
                return true;
            if (time.GetElapsedTime(lastConsole) > TimeSpan.FromSeconds(1))
            {
                lastConsole = time.GetTimestamp();
                await guest.ReadConsoleAsync(cancellation).ConfigureAwait(false);
                if (guest.Panicked)
                    return false;
            }

            await Task.Delay(BetweenLooks, time, cancellation).ConfigureAwait(false);
        }

        return false;
    }

    private static async Task<bool> LetsUsInAsync(SshConnection connection, CancellationToken cancellation) =>
        (await connection.RunAsync(["true"], default, TimeSpan.FromMinutes(1), cancellation).ConfigureAwait(false)).Succeeded;

    private static async Task<bool> SettledAsync(SshConnection connection, CancellationToken cancellation) =>
        (await connection.RunAsync(["cloud-init", "status", "--wait"], default, SettingsLimit, cancellation).ConfigureAwait(false)).Succeeded;
}
