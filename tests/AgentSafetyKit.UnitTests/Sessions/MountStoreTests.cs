using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Sessions;

public sealed class MountStoreTests
{
    [Test]
    public void Where_nothing_was_ever_mounted_a_guest_has_changed_nothing()
    {
        string home = Directory.CreateTempSubdirectory("agsekit-test-").FullName;
        try
        {
            var store = new MountStore(KitPaths.From(name => name == "AGSEKIT_HOME" ? home : null, 0));
            Assert.That(store.Changes("0123456789abcdef"), Is.Zero, "not an error that is told as if changes were not heard of");
            Assert.That(store.All(), Is.Empty);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }
}
