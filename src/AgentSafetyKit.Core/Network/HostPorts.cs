using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Network;

/// <summary>The TCP ports of the host: which can be listened on, and who has one (proc(5): net/tcp, net/tcp6, PID/fd).</summary>
public static class HostPorts
{
    private const string Listening = "0A";

    /// <summary>Whether a port of the loopback can be listened on now.</summary>
    public static bool IsFree(int port)
    {
        // Linux lets a socket on one address stand beside one on all addresses only where nobody listens, so both are tried.
        try
        {
            foreach (IPAddress address in new[] { IPAddress.Loopback, IPAddress.Any })
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ExclusiveAddressUse = true };
                socket.Bind(new IPEndPoint(address, port));
            }

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Who listens on the port, in words safe to print; null when nobody does.</summary>
    public static Text? OwnerOf(int port)
    {
        foreach (string table in new[] { "/proc/net/tcp", "/proc/net/tcp6" })
        {
            foreach (string line in Lines(table))
            {
                string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (words.Length > 9 && words[3] == Listening && words[1].EndsWith(string.Create(CultureInfo.InvariantCulture, $":{port:X4}"), StringComparison.Ordinal))
                    return HolderOf(words[9]) ?? new Text($"a program of the user with number {Printable.Escape(words[7])}", $"программа пользователя с номером {Printable.Escape(words[7])}");
            }
        }

        return null;
    }

    /// <summary>The process that has the socket open, as far as we may look.</summary>
    private static Text? HolderOf(string inode)
    {
        string wanted = $"socket:[{inode}]";
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            string process = Path.GetFileName(folder);
            if (process.All(char.IsAsciiDigit) && HasOpen(folder, wanted))
            {
                string name = Printable.Escape(Lines(Path.Combine(folder, "comm")).FirstOrDefault() ?? "?");
                return new Text($"'{name}' (process {process})", $"«{name}» (процесс {process})");
            }
        }

        return null;
    }

    private static bool HasOpen(string process, string wanted)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(process, "fd")).Any(file => new FileInfo(file).LinkTarget == wanted);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
