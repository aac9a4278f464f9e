using AgentSafetyKit.Errors;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Sessions;

/// <summary>Finds out whether a mount works, by using it: the guest asks the mounted folder for its size, which only our server can answer.</summary>
public static class MountProbe
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    public static async Task<bool> IsLiveAsync(SshConnection guest, string target, CancellationToken cancellation)
    {
        try
        {
            GuestResult result = await guest.RunAsync(
                ["timeout", "4", "sh", "-c", "mountpoint -q -- \"$1\" && stat -f -- \"$1\" > /dev/null", "sh", target], default, Limit, cancellation).ConfigureAwait(false);
            return result.Succeeded;
        }
        catch (KitException)
        {
            return false;
        }
    }
}
