namespace AgentSafetyKit.FileTree;

/// <summary>What a name in a folder is: the type bits of st_mode (inode(7)), so that a mode and a kind convert by a mask.</summary>
public enum EntryKind
{
    Unknown = 0,
    Fifo = 0x1000,
    CharacterDevice = 0x2000,
    Folder = 0x4000,
    BlockDevice = 0x6000,
    File = 0x8000,
    SymbolicLink = 0xA000,
    Socket = 0xC000,
}
