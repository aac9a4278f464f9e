using System.Text;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Machines.Multipass;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.UnitTests.Machines.Multipass;

/// <summary>The engine with a real guest behind the stand-in, so that keys, SSH, powering off and taking over are proved on what they are for.</summary>
[Category("VM")]
[NonParallelizable]
public sealed class MultipassGuestTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Test]
    public async Task A_real_guest_is_made_used_stopped_started_forgotten_and_taken_over()
    {
        if (Environment.GetEnvironmentVariable("AGSEKIT_TEST_VM") != "1")
            Assert.Ignore("real guests are started only where AGSEKIT_TEST_VM=1 is set");
        if (!Environment.IsPrivilegedProcess)
            Assert.Ignore("port 22 of an address of the guest's own needs root");
        using var host = new StandIn(scale: 0.02, realGuests: true);
        MultipassProvider provider = host.Open();
        var spec = new MachineSpec("guest", 2, ByteSize.FromGibibytes(2), ByteSize.FromGibibytes(8), "default", NetworkPolicy.Open);
        try
        {
            MachineInfo made = await provider.CreateAsync(spec, new VirtualMachineProviderContract.Narrator(), default);
            Assert.That(made.State, Is.EqualTo(MachineState.Running));
            SshConnection guest = await provider.ConnectAsync("guest", default);
            Assert.That((await guest.RequireAsync(["sh", "-c", "hostname; id -un; sudo id -un; nproc"], default, Limit, default)).OutputText, Is.EqualTo("guest\nubuntu\nroot\n2\n"));
            await guest.PutFileAsync("/home/ubuntu/kept", Encoding.UTF8.GetBytes("kept\n"), default);

            await provider.StopAsync("guest", TimeSpan.FromMinutes(2), new VirtualMachineProviderContract.Narrator(), default);
            Assert.That(host.Calls.Any(call => call.StartsWith("stop", StringComparison.Ordinal)), Is.False, "it powered itself off");
            Assert.That((await provider.FindAsync("guest", default))!.State, Is.EqualTo(MachineState.Stopped));
            await provider.StartAsync("guest", new VirtualMachineProviderContract.Narrator(), default);
            guest = await provider.ConnectAsync("guest", default);
            Assert.That((await guest.RequireAsync(["cat", "kept"], default, Limit, default)).OutputText, Is.EqualTo("kept\n"));

            // As if somebody else had made it: nothing known of it here, and our key not let in.
            await guest.RequireAsync(["sh", "-c", "sudo sed -i '$d' /home/ubuntu/.ssh/authorized_keys; sudo rm /etc/fuse.conf; echo '# end without a line feed' | tr -d '\\n' >> .ssh/authorized_keys"], default, Limit, default);
            await guest.CloseAsync(default);
            Directory.Delete(Path.Combine(host.Paths.MultipassFolder, "guest"), recursive: true);
            Assert.That((await provider.ListOthersAsync(default)).Single().Name, Is.EqualTo("guest"));
            MachineInfo adopted = await provider.AdoptAsync(spec, new VirtualMachineProviderContract.Narrator(), default);
            Assert.That(adopted.State, Is.EqualTo(MachineState.Running));
            guest = await provider.ConnectAsync("guest", default);
            Assert.That((await guest.RequireAsync(["sh", "-c", "cat kept; grep -c user_allow_other /etc/fuse.conf"], default, Limit, default)).OutputText, Is.EqualTo("kept\n1\n"));
        }
        finally
        {
            await provider.DestroyAsync("guest", default);
        }

        Assert.That(host.Store.Machines(), Is.Empty);
    }
}
