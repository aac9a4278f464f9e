using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Sessions;

/// <summary>Folders of a mount that are the VM's own: on its disk, so that what is in them is quick there, and neither on the host nor in its snapshots.</summary>
internal static class GuestLocalFolders
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Puts them over the mount. One that can not be had is said in the mount's log, and the host's folder is there instead.</summary>
    public static async Task BindAsync(MountRecord record, MountStore store, SshConnection guest, CancellationToken cancellation)
    {
        if (record.GuestLocal.Count == 0)
            return;
        try
        {
            GuestResult bound = await guest.RunAsync(GuestScripts.Command("bind-local.sh", [record.Target, record.Id, .. record.GuestLocal]), default, Patience, cancellation).ConfigureAwait(false);
            if (bound.Output.Length > 0)
                store.Note(record.Id, "guest_local: " + Printable.EscapeLines(bound.Output).Trim());
        }
        catch (KitException error)
        {
            store.Note(record.Id, "guest_local: " + error.Cause.English);
        }
    }
}
