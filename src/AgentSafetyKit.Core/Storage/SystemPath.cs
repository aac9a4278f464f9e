using System.Text;

namespace AgentSafetyKit.Storage;

/// <summary>Paths as system calls want them.</summary>
public static class SystemPath
{
    /// <summary>The path's bytes in UTF-8 with the NUL at the end.</summary>
    public static byte[] Terminated(string path)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, bytes);
        return bytes;
    }
}
