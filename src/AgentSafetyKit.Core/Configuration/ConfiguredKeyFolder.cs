using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Configuration;

/// <summary>Where a configuration wants the SSH keys, found before anything else of it is asked for: VMs are reached with them also by commands that need nothing else of it.</summary>
public static class ConfiguredKeyFolder
{
    /// <param name="file">The configuration.</param>
    /// <param name="context">Wanted only where the file speaks of such a folder at all: most do not, and each command would wait for its parsing.</param>
    /// <returns>Null: it names none, or can not be used; whoever needs it says so.</returns>
    public static string? Of(string file, Func<ConfigContext> context)
    {
        try
        {
            byte[] content = ConfigFileLoader.ReadBytes(file);
            return content.AsSpan().IndexOf("ssh_keys_folder"u8) < 0 ? null : ConfigReader.Read(content, context()).Config?.Global.SshKeysFolder;
        }
        catch (KitException)
        {
            return null;
        }
    }
}
