using AgentSafetyKit.Machines;
using AgentSafetyKit.Machines.Images;
using AgentSafetyKit.Machines.Qemu;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.UnitTests.Machines.Qemu;

/// <summary>A real guest with no network and with settings of the user's own.</summary>
[Category("VM")]
public sealed class ClosedGuestTests
{
    private const string Machine = "closed";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Test]
    public async Task A_closed_guest_reaches_nothing_and_settings_of_the_user_are_merged_with_ours()
    {
        QemuProvider provider = QemuProviderTests.OpenOrSkip();
        if (await provider.FindAsync(Machine, default) is not null)
            await provider.DestroyAsync(Machine, default);
        var spec = new MachineSpec(Machine, 1, ByteSize.FromGibibytes(1), ByteSize.FromGibibytes(4), ImageName.Default, NetworkPolicy.None)
        {
            CloudInit = """
                hostname: hijacked
                ssh_keys: {ed25519_public: "ssh-ed25519 OTHER"}
                users:
                  - name: second
                    shell: /bin/sh
                write_files:
                  - {path: /etc/mine, content: "письмо\n"}
                runcmd:
                  - [sh, -c, "echo ran > /etc/ran"]
                """,
        };
        try
        {
            await provider.CreateAsync(spec, NoProgress.Instance, default);
            await provider.StartAsync(Machine, new VirtualMachineProviderContract.Narrator(), default);
            SshConnection guest = await provider.ConnectAsync(Machine, default);
            GuestResult facts = await guest.RequireAsync(["sh", "-c", "cat /etc/mine /etc/ran; id -un second; hostname; id -un; sudo id -un"], default, Limit, default);
            Assert.That(facts.OutputText, Is.EqualTo($"письмо\nran\nsecond\n{Machine}\nubuntu\nroot\n"));
            foreach (string address in new[] { "10.0.2.2/80", "10.0.2.3/53", "1.1.1.1/53", "169.254.169.254/80" })
            {
                GuestResult answer = await guest.RunAsync(["timeout", "3", "bash", "-c", "exec 3<>\"/dev/tcp/$1\" && echo reached", "bash", address], default, Limit, default);
                Assert.That(answer.OutputText, Is.Empty, address);
            }

            await provider.StopAsync(Machine, TimeSpan.FromSeconds(60), NoProgress.Instance, default);
            long begin = TimeProvider.System.GetTimestamp();
            await provider.StartAsync(Machine, new VirtualMachineProviderContract.Narrator(), default);
            TestContext.Progress.WriteLine($"second start: {TimeProvider.System.GetElapsedTime(begin).TotalSeconds:0.0} s");
            guest = await provider.ConnectAsync(Machine, default);
            Assert.That((await guest.RequireAsync(["hostname"], default, Limit, default)).OutputText, Is.EqualTo($"{Machine}\n"));
        }
        finally
        {
            if (await provider.FindAsync(Machine, default) is not null)
                await provider.DestroyAsync(Machine, default);
        }
    }
}
