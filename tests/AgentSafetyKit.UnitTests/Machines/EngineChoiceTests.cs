using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Machines;

public sealed class EngineChoiceTests
{
    [TestCase(ProviderChoice.Auto, "default", NetworkPolicy.Open, "1.16.3", true)]
    [TestCase(ProviderChoice.Auto, "ubuntu:24.04", NetworkPolicy.Open, "1.16.3", true)]
    [TestCase(ProviderChoice.Auto, "default", NetworkPolicy.Open, null, false)]
    [TestCase(ProviderChoice.Auto, "default", NetworkPolicy.None, "1.16.3", false)]
    [TestCase(ProviderChoice.Auto, "build:debian:bookworm", NetworkPolicy.Open, "1.16.3", false)]
    [TestCase(ProviderChoice.Qemu, "default", NetworkPolicy.Open, "1.16.3", false)]
    [TestCase(ProviderChoice.Multipass, "default", NetworkPolicy.Open, "1.16.3", true)]
    [TestCase(ProviderChoice.Multipass, "build:debian:bookworm", NetworkPolicy.None, "1.16.3", true)]
    public void The_engine_is_the_one_that_can_and_says_why(ProviderChoice choice, string image, NetworkPolicy network, string? version, bool multipass)
    {
        EngineDecision decision = EngineChoice.Of(Spec(choice, image, network), version);
        Assert.That(decision.UsesMultipass, Is.EqualTo(multipass));
        Assert.That(decision.Why.English, Is.Not.Empty);
    }

    [Test]
    public void Multipass_by_name_where_there_is_none_is_an_error() => Assert.That(
        Assert.Throws<KitException>(() => EngineChoice.Of(Spec(ProviderChoice.Multipass, "default", NetworkPolicy.Open), null))!.Code, Is.EqualTo(ErrorCode.EngineUnavailable));

    private static MachineSpec Spec(ProviderChoice choice, string image, NetworkPolicy network) =>
        new("vm", 1, ByteSize.FromGibibytes(1), ByteSize.FromGibibytes(5), image, network) { Provider = choice };
}
