using System.Reflection;

namespace AgentSafetyKit.Daemon.Page;

/// <summary>The files of the web page, as build.sh put them into the executable: compressed with gzip, which every browser takes, also without TLS.</summary>
internal static class PageFiles
{
    private const string Prefix = "page/";
    private static readonly Assembly Own = typeof(PageFiles).Assembly;

    /// <summary>False for an executable that was built without it.</summary>
    public static bool AreThere => Own.GetManifestResourceInfo(Prefix + "index.html") is not null;

    /// <summary>Still compressed; null: there is no such file.</summary>
    /// <param name="name">Such as <c>assets/index-0a1b2c3d.js</c>.</param>
    public static byte[]? Find(string name)
    {
        using Stream? resource = Own.GetManifestResourceStream(Prefix + name);
        if (resource is null)
            return null;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }

    public static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
}
