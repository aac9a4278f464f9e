using AgentSafetyKit.Processes;

namespace AgentSafetyKit.UnitTests.Processes;

internal sealed class SnapRefusalTests
{
    private static readonly OwnSnap Snap = new("/snap/agent-safety-kit/x1", "/var/snap/agent-safety-kit/common", "/home/anna");

    [TestCase("/home/anna/.ssh", "begin with a dot", "without the snap")]
    [TestCase("/home/anna/.config/agsekit/config.yaml", "begin with a dot", "sudo snap connect agent-safety-kit:agsekit-config")]
    [TestCase("/media/anna/disk/site", "removable", "sudo snap connect agent-safety-kit:removable-media")]
    [TestCase("/srv/site", "only folders in your home", "without the snap")]
    [TestCase("/home/annabel/site", "only folders in your home", "without the snap")]
    public void What_the_snap_keeps_out_of_reach_is_said_with_the_way_out(string path, string cause, string fix)
    {
        SnapRefusal refusal = SnapRefusal.Of(Snap, path)!;
        Assert.That(refusal.Cause.English, Does.Contain(cause));
        Assert.That(refusal.Fix.English, Does.Contain(fix));
    }

    [TestCase("/home/anna/site")]
    [TestCase("/home/anna/site/.git")]
    [TestCase("/home/anna")]
    [TestCase("/var/snap/agent-safety-kit/common/x")]
    public void Other_refusals_are_not_put_down_to_it(string path)
    {
        Assert.That(SnapRefusal.Of(Snap, path), Is.Null);
        Assert.That(SnapRefusal.Of(null, "/srv/site"), Is.Null, "no snap");
    }
}
