using System.Text.Json;
using System.Text.Json.Nodes;
using AgentSafetyKit.Machines.Qemu;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Machines.Qemu;

/// <summary>Answers of QEMU 7.2, shortened.</summary>
public sealed class QemuFiguresTests
{
    private const string Status = """{"status": "running", "singlestep": false, "running": true}""";

    private const string Disks = """
        [{"device": "", "node-name": "seed", "stats": {"rd_bytes": 7, "wr_bytes": 0}},
         {"device": "", "node-name": "disk", "qdev": "/machine/peripheral-anon/device[0]/virtio-backend", "stats": {"rd_bytes": 4096, "wr_bytes": 8192}}]
        """;

    [Test]
    public void What_the_guest_and_QEMU_tell_is_read()
    {
        const string memory = """{"stats": {"stat-total-memory": 2000, "stat-available-memory": 1500, "stat-free-memory": 1000}, "last-update": 1795284011}""";
        Assert.That(Of(Status, memory, Disks), Is.EqualTo(new QemuFigures("running", new ByteSize(500), new ByteSize(4096), new ByteSize(8192))));
    }

    [TestCase("null")]
    [TestCase("""{"stats": {}}""")]
    [TestCase("""{"stats": {"stat-total-memory": 18446744073709551615, "stat-free-memory": 18446744073709551615}}""", Description = "what a guest does not tell")]
    [TestCase("""{"stats": {"stat-total-memory": 5, "stat-available-memory": 9}}""", Description = "a guest that lies")]
    [TestCase("""{"stats": {"stat-total-memory": "x", "stat-available-memory": []}}""")]
    public void Memory_that_nobody_tells_is_not_known(string memory) => Assert.That(Of(Status, memory, "[]"), Is.EqualTo(new QemuFigures("running", null, null, null)));

    [TestCase("null")]
    [TestCase("{}")]
    public void Without_a_status_it_is_no_answer(string status) => Assert.Throws<JsonException>(() => Of(status, "null", "null"));

    private static QemuFigures Of(string status, string memory, string disks) => QemuFigures.Of(JsonNode.Parse(status), JsonNode.Parse(memory), JsonNode.Parse(disks));
}
