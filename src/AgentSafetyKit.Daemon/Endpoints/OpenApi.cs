namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>The description of the interface, made from the routes and contracts when they change (a test holds them to each other), and kept in the executable.</summary>
internal static class OpenApi
{
    public static ReadOnlyMemory<byte> Document
    {
        get
        {
            using Stream resource = typeof(OpenApi).Assembly.GetManifestResourceStream("openapi.json")!;
            var bytes = new byte[resource.Length];
            resource.ReadExactly(bytes);
            return bytes;
        }
    }
}
