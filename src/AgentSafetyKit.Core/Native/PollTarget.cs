using System.Runtime.InteropServices;

namespace AgentSafetyKit.Native;

/// <summary>struct pollfd of poll(2) (8 bytes).</summary>
[StructLayout(LayoutKind.Sequential, Size = 8)]
public struct PollTarget(int descriptor, PollEvents wanted)
{
    public int Descriptor = descriptor;
    public PollEvents Wanted = wanted;
    public PollEvents Ready;
}
