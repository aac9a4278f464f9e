using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>The home folders of the users of this machine, as passwd(5) names them.</summary>
public static class HomeFolders
{
    private const int HomeField = 5;

    /// <summary>Real paths; none where there is no list of users to read.</summary>
    public static IEnumerable<string> OfUsers()
    {
        try
        {
            return [.. In(File.ReadLines("/etc/passwd")).Select(RealPath.OfExistingPart).Distinct()];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The home folders in lines of a passwd file, as they are written there.</summary>
    public static IEnumerable<string> In(IEnumerable<string> lines) =>
        lines.Select(line => line.Split(':')).Where(fields => fields.Length > HomeField && Path.IsPathRooted(fields[HomeField])).Select(fields => fields[HomeField]);
}
