using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The file that is taken over.</summary>
internal static class MigrationSource
{
    /// <param name="source">Its path.</param>
    /// <param name="isNamed">By the user. Else it is the configuration in use, which may well be empty.</param>
    /// <exception cref="KitException">There is nothing to take over.</exception>
    public static byte[] Read(string source, bool isNamed)
    {
        var which = new Text("name the file of the earlier agsekit, most often: agsekit migrate --from ~/.config/agsekit/config.yaml", "укажите файл прежней программы, чаще всего: agsekit migrate --from ~/.config/agsekit/config.yaml");
        try
        {
            byte[] content = ConfigFileLoader.ReadBytes(source);
            return !isNamed || content.Any(letter => !char.IsWhiteSpace((char)letter))
                ? content
                : throw new KitException(ErrorCode.ConfigInvalid, ConfigChange.None, new Text($"there is nothing in {Printable.Escape(source)}", $"в {Printable.Escape(source)} ничего нет"), which);
        }
        catch (KitException missing) when (missing.Code == ErrorCode.ConfigMissing || (isNamed && Directory.Exists(source)))
        {
            // The loader speaks of --config, which names where it goes, not where it comes from.
            throw new KitException(missing.Code, missing.What, missing.Cause, which, missing);
        }
    }
}
