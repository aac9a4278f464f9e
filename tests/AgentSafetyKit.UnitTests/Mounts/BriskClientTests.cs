using AgentSafetyKit.Mounts.Sftp;

namespace AgentSafetyKit.UnitTests.Mounts;

internal sealed class BriskClientTests
{
    [Test]
    public void A_client_that_answers_at_once_is_waited_for_until_it_does_not()
    {
        var client = new BriskClient(4);
        Assert.That(client.IsLikely, Is.False, "nothing is known of it");
        client.Came(Microseconds(50), Microseconds(1000));
        Assert.That(client.IsLikely, Is.True);
        client.Waited(Microseconds(90), Microseconds(1), Microseconds(1100));
        Assert.That(client.IsLikely, Is.True, "not long yet");
        client.Waited(Microseconds(110), Microseconds(1), Microseconds(1120));
        Assert.That(client.IsLikely, Is.False);
        client.Came(Microseconds(5000), Microseconds(6000));
        Assert.That(client.IsLikely, Is.False, "it is slower than sleeping");
    }

    [Test]
    public void A_processor_that_others_want_is_left_to_them()
    {
        var client = new BriskClient(4);
        client.Came(Microseconds(50), Microseconds(1000));
        client.Waited(Microseconds(3050), Microseconds(3000), Microseconds(4050));
        client.Came(Microseconds(50), Microseconds(900_000));
        Assert.That(client.IsLikely, Is.False);
        client.Came(Microseconds(50), Microseconds(1_100_000));
        Assert.That(client.IsLikely, Is.True, "they may be gone");
    }

    [Test]
    public void With_one_processor_the_client_could_not_go_on_meanwhile()
    {
        var client = new BriskClient(1);
        client.Came(Microseconds(1), Microseconds(1000));
        Assert.That(client.IsLikely, Is.False);
    }

    private static TimeSpan Microseconds(int count) => TimeSpan.FromMicroseconds(count);
}
