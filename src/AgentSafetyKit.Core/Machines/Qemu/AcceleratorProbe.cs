using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Machines.Qemu;

/// <summary>
/// Whether KVM can be trusted. <c>/dev/kvm</c> may be there and guests still hang or QEMU abort (nested virtualisation, missing features): so a guest of a few instructions is run
/// that switches itself off, for at most five seconds. The verdict is kept for this boot of the host and this QEMU; access to the device is looked at each time.
/// </summary>
public sealed class AcceleratorProbe(KitPaths paths, CommandRunner runner)
{
    private const int SwitchedOff = 33;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>The kernel's; for tests another.</summary>
    internal string Device { get; init; } = "/dev/kvm";

    /// <summary>The best accelerator that works here, and why it is not KVM (else none).</summary>
    public async Task<(Accelerator Accelerator, Text Why)> FindAsync(Architecture architecture, CancellationToken cancellation)
    {
        if (!File.Exists(Device))
            return (Accelerator.Tcg, new Text($"{Device} is missing", $"нет {Device}"));
        try
        {
            using FileStream device = new(Device, FileMode.Open, FileAccess.ReadWrite);
        }
        catch (UnauthorizedAccessException)
        {
            return (Accelerator.Tcg, new Text($"{Device} may not be opened: sudo usermod -aG kvm $USER, then log in again", $"{Device} недоступен: sudo usermod -aG kvm $USER, затем войдите заново"));
        }
        catch (IOException)
        {
            return (Accelerator.Tcg, new Text($"{Device} can not be opened", $"{Device} не открывается"));
        }

        string program = ProgramPath.Find(QemuCommandLine.ProgramFor(architecture)) ?? throw MissingTool.Of(QemuCommandLine.ProgramFor(architecture));
        ProbeVerdict verdict = await VerdictAsync(architecture, program, cancellation).ConfigureAwait(false);
        return verdict.Usable
            ? (Accelerator.Kvm, Text.None)
            : (Accelerator.Tcg, new Text($"{Device} is there, but a test guest failed: {verdict.Said}", $"{Device} есть, но пробный гость не заработал: {verdict.Said}"));
    }

    private async Task<ProbeVerdict> VerdictAsync(Architecture architecture, string program, CancellationToken cancellation)
    {
        string file = Path.Combine(paths.CacheFolder, "kvm-probe.json");
        string boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        long changed = File.GetLastWriteTimeUtc(program).Ticks;
        try
        {
            ProbeVerdict? known = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(file, cancellation).ConfigureAwait(false), MachineJson.Default.ProbeVerdict);
            if (known is not null && known.Boot == boot && known.Program == program && known.ProgramChanged == changed)
                return known;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
        }

        PrivateFolder.Ensure(paths.CacheFolder);
        string guest = string.Create(CultureInfo.InvariantCulture, $"{Path.Combine(paths.CacheFolder, "kvm-probe")}.{Environment.ProcessId}");
        try
        {
            await File.WriteAllBytesAsync(guest, GuestFor(architecture), cancellation).ConfigureAwait(false);
            CommandResult result = await runner.RunAsync(Command(architecture, program, guest), default, Limit, null, cancellation).ConfigureAwait(false);
            bool usable = !result.TimedOut && result.ExitCode == (architecture == Architecture.Arm64 ? 0 : SwitchedOff);
            string said = result.TimedOut ? $"no end after {Limit.TotalSeconds:0} s" : Printable.EscapeLines(result.Error).Trim().Split('\n')[0];
            var verdict = new ProbeVerdict(boot, program, changed, usable, said);
            AtomicFile.Write(file, JsonSerializer.SerializeToUtf8Bytes(verdict, MachineJson.Default.ProbeVerdict));
            return verdict;
        }
        finally
        {
            File.Delete(guest);
        }
    }

    private static CommandSpec Command(Architecture architecture, string program, string guest)
    {
        ImmutableArray<string> common =
            ["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-m", "64M", .. QemuCommandLine.AcceleratorOptions(Accelerator.Kvm)];
        return architecture == Architecture.Arm64
            ? new CommandSpec(program, [.. common, "-machine", "virt,gic-version=max", "-kernel", guest])
            : new CommandSpec(
                program,
                [
                    .. common, "-machine", "q35,usb=off,vmport=off", "-drive", $"file={guest.Replace(",", ",,", StringComparison.Ordinal)},format=raw,if=virtio,read-only=on",
                    "-device", "isa-debug-exit,iobase=0xf4,iosize=1",
                ]);
    }

    /// <summary>x86: a boot sector that writes 16 to the debug port (QEMU then ends with 2 × 16 + 1). arm64: PSCI SYSTEM_OFF (Arm DEN 0022).</summary>
    private static byte[] GuestFor(Architecture architecture)
    {
        if (architecture == Architecture.Arm64)
        {
            byte[] words = new byte[4096];
            uint[] code = [0x52B0_8000, 0x7280_0100, 0xD400_0002, 0x1400_0000]; // movz w0, 0x8400, lsl 16; movk w0, 8; hvc 0; b .
            for (int i = 0; i < code.Length; i++)
                BinaryPrimitives.WriteUInt32LittleEndian(words.AsSpan(4 * i), code[i]);
            return words;
        }

        byte[] sector = new byte[512];
        new byte[] { 0xB0, 0x10, 0xE6, 0xF4, 0xFA, 0xF4, 0xEB, 0xFD }.CopyTo(sector, 0); // mov al, 16; out 0xf4, al; cli; hlt; jmp hlt
        sector[510] = 0x55;
        sector[511] = 0xAA;
        return sector;
    }
}
