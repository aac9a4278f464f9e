namespace AgentSafetyKit.Mounts.Sftp;

/// <summary>What one connection may ask for; the guest learns it through limits@openssh.com. The same numbers as OpenSSH's sftp-server.</summary>
internal static class SftpLimits
{
    /// <summary>Bytes of a packet without its length. A longer one ends the connection.</summary>
    public const int LongestPacket = 256 * 1024;

    public const int LongestRead = LongestPacket - 1024;

    public const int LongestWrite = LongestPacket - 1024;

    /// <summary>Open files and folders of one connection.</summary>
    public const int MostHandles = 4096;

    /// <summary>Of these at most so many folders: each that is being read has a buffer.</summary>
    public const int MostFolders = 512;

    /// <summary>Bytes of names in one answer to READDIR: below the 128 KiB that sshfs accepts.</summary>
    public const int LongestListing = 64 * 1024;
}
