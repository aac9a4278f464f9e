using AgentSafetyKit.Composition;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Live names for completion: never an error, an empty list instead.</summary>
internal static class SnapshotNames
{
    public static IEnumerable<string> InWorkingFolder()
    {
        try
        {
            KitServices services = KitServices.OfProcess();
            ProtectedFolder folder = FolderFinder.Find(services.ConfigIfAny(), Environment.CurrentDirectory, null);
            return [.. services.Snapshots(folder.Spec).List().Select(snapshot => snapshot.Id).Reverse()];
        }
        catch (Exception error) when (error is KitException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
