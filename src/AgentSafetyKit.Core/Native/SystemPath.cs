using System.Text;

namespace AgentSafetyKit.Native;

/// <summary>Paths as system calls want them.</summary>
public static class SystemPath
{
    /// <summary>The path's bytes in UTF-8 with the NUL at the end.</summary>
    /// <exception cref="ArgumentException">It holds a NUL: the kernel would see another, shorter path.</exception>
    public static byte[] Terminated(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("a path can not hold NUL", nameof(path));
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, bytes);
        return bytes;
    }
}
