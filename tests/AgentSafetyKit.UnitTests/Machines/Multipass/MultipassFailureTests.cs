using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines.Multipass;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.UnitTests.Machines.Multipass;

public sealed class MultipassFailureTests
{
    [TestCase("list", 2, "list failed: cannot connect to the multipass socket", ErrorCode.EngineUnavailable, "restart multipass")]
    [TestCase("list", 2, "list failed: multipass socket access denied", ErrorCode.PermissionDenied, "usermod")]
    [TestCase("list", 2, "list failed: The client is not authenticated with the Multipass service.\nPlease use 'multipass authenticate' before proceeding.", ErrorCode.EngineUnavailable, "multipass authenticate")]
    [TestCase("list", 1, "[error] [client] Caught an unhandled exception: failed to open file '/x/multipassd/multipass_root_cert.pem': No such file or directory(2)", ErrorCode.EngineUnavailable, "start multipass")]
    [TestCase("start", 2, "start failed: The following errors occurred:\ninstance \"t1\" does not exist", ErrorCode.MachineMissing, "create-vm t1")]
    [TestCase("set", 2, "set failed: Cannot update instance settings; instance: t1; reason: No such instance", ErrorCode.MachineMissing, "create-vm t1")]
    [TestCase("start", 2, "start failed: instance(s) missing\nInstance 't1' is deleted. Use 'recover' to recover it or 'purge' to permanently delete it.", ErrorCode.MachineFailed, "multipass recover t1")]
    [TestCase("launch", 2, "launch failed: instance \"t1\" already exists", ErrorCode.MachineExists, "--adopt")]
    [TestCase("launch", 2, "launch failed: instance \"t1\" is being prepared", ErrorCode.Busy, "wait")]
    [TestCase("launch", 2, "launch failed: Unable to find an image matching \"nosuchimage\" in remote \"\".", ErrorCode.ImageFailed, "multipass find")]
    [TestCase("launch", 2, "launch failed: Remote 'foo' is not found. Please use `multipass find` for supported remotes and images.", ErrorCode.ImageFailed, "multipass find")]
    [TestCase("launch", 2, "launch failed: Custom image `/nope.img` does not exist.", ErrorCode.ImageFailed, "multipass find")]
    [TestCase("launch", 2, "launch failed: failed to download from 'https://x': Host x not found", ErrorCode.ImageFailed, "file:///PATH")]
    [TestCase("launch", 2, "launch failed: Available disk (1 bytes) below minimum for this image (2 bytes)", ErrorCode.NoSpace, "free some space")]
    [TestCase("launch", 2, "launch failed: qemu-img: error while writing: No space left on device", ErrorCode.NoSpace, "free some space")]
    [TestCase("launch", 2, "launch failed: Invalid arguments supplied\nInvalid memory size value supplied: 10M.", ErrorCode.MachineFailed, "ram")]
    [TestCase("launch", 5, "Timed out waiting for instance launch.", ErrorCode.MachineStartFailed, "stop-vm t1 --force")]
    [TestCase("start", 2, "start failed: The following errors occurred:\nt1: timed out waiting for response", ErrorCode.MachineStartFailed, "stop-vm t1 --force")]
    [TestCase("stop", 2, "stop failed: The QEMU process did not finish within 300000 milliseconds after being shutdown", ErrorCode.MachineStartFailed, "stop-vm t1 --force")]
    [TestCase("set", 2, "set failed: Cannot update instance settings; instance: t1; reason: Instance must be stopped for modification", ErrorCode.MachineFailed, "stop-vm t1")]
    [TestCase("set", 2, "set failed: Invalid setting 'local.t1.disk=9G': Disk can only be expanded", ErrorCode.MachineFailed, "disk")]
    [TestCase("exec", 2, "exec failed: ssh connection failed: 'Connection refused'", ErrorCode.GuestUnreachable, "start-vm t1")]
    [TestCase("exec", 2, "exec failed: Cannot retrieve credentials in unknown state", ErrorCode.GuestUnreachable, "start-vm t1")]
    [TestCase("stop", 2, "stop failed: something new", ErrorCode.MachineFailed, "journalctl")]
    [TestCase("stop", 134, "", ErrorCode.MachineFailed, "journalctl")]
    public void Each_failure_has_its_code_and_a_fix(string verb, int exit, string error, ErrorCode code, string fix)
    {
        KitException failure = MultipassFailure.Of(verb, "t1", new CommandResult(exit, [], Encoding.UTF8.GetBytes(error + "\n"), false));
        Assert.Multiple(() =>
        {
            Assert.That(failure.Code, Is.EqualTo(code));
            Assert.That(failure.Fix.English, Does.Contain(fix));
            Assert.That(failure.Fix.Russian, Is.Not.Empty);
            Assert.That(failure.Cause.English, Is.Not.Empty.And.Not.StartsWith($"{verb} failed: "));
        });
    }
}
