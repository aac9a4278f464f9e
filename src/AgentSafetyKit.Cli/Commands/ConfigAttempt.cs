using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The configuration for commands that show what is at work: that goes on whatever has become of the file since.</summary>
internal static class ConfigAttempt
{
    /// <returns>Nothing twice: there is none, and none was named.</returns>
    public static (KitConfig? Config, KitException? Trouble) Of(CommandContext context)
    {
        try
        {
            return (context.Services.ConfigIfAny(), null);
        }
        catch (KitException error)
        {
            return (null, error);
        }
    }
}
