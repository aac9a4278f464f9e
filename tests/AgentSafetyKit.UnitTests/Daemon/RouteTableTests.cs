using AgentSafetyKit.Daemon.Endpoints;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.UnitTests.Daemon;

public sealed class RouteTableTests
{
    private static readonly RouteTable Table = new([Made("GET", "/v1/vms"), Made("GET", "/v1/vms/{name}"), Made("POST", "/v1/vms/{name}/start")]);

    [TestCase("GET", "/v1/vms", "/v1/vms", null)]
    [TestCase("HEAD", "/v1/vms", "/v1/vms", null)]
    [TestCase("GET", "/v1/vms/dev", "/v1/vms/{name}", "dev")]
    [TestCase("POST", "/v1/vms/dev/start", "/v1/vms/{name}/start", "dev")]
    public void A_path_finds_its_route(string method, string path, string route, string? name)
    {
        (Route found, IReadOnlyDictionary<string, string> values) = Table.Find(method, path);
        Assert.That((found.Path, values.GetValueOrDefault("name")), Is.EqualTo((route, name)));
    }

    [TestCase("GET", "/", ErrorCode.UnknownName)]
    [TestCase("GET", "/v1/vms/", ErrorCode.UnknownName)]
    [TestCase("GET", "/v1/vms/dev/stop", ErrorCode.UnknownName)]
    [TestCase("GET", "/V1/vms", ErrorCode.UnknownName)]
    public void What_is_not_there_is_said_not_to_be(string method, string path, ErrorCode code) =>
        Assert.That(Assert.Throws<KitException>(() => Table.Find(method, path))!.Code, Is.EqualTo(code));

    [TestCase("DELETE", "/v1/vms/dev", "GET, HEAD")]
    [TestCase("GET", "/v1/vms/dev/start", "POST")]
    public void What_does_not_take_the_method_says_which_it_takes(string method, string path, string allow)
    {
        RefusedRequest refused = Assert.Throws<RefusedRequest>(() => Table.Find(method, path))!;
        Assert.That((refused.Status, refused.Allow), Is.EqualTo((405, allow)));
    }

    private static Route Made(string method, string path) => new(method, path, (_, _) => Task.CompletedTask);
}
