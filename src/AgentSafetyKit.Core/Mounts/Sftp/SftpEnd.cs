namespace AgentSafetyKit.Mounts.Sftp;

/// <summary>Why a connection ended.</summary>
public enum SftpEnd
{
    /// <summary>The guest closed it between two packets: the ordinary end.</summary>
    Closed,

    /// <summary>The caller ended it.</summary>
    Cancelled,

    /// <summary>The guest sent what no client sends; nothing it asked for after that was done.</summary>
    ProtocolBroken,

    /// <summary>The transport failed, or ended within a packet.</summary>
    ConnectionLost,
}
