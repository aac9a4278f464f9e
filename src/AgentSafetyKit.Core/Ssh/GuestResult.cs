using System.Text;

namespace AgentSafetyKit.Ssh;

/// <summary>How a guest's program ended and what it printed (bounded). The bytes are the guest's choice: escape them before printing.</summary>
public sealed record GuestResult(GuestExit Exit, byte[] Output, byte[] Error)
{
    public bool Succeeded => Exit.Succeeded;

    public string OutputText => Encoding.UTF8.GetString(Output);

    public string ErrorText => Encoding.UTF8.GetString(Error);
}
