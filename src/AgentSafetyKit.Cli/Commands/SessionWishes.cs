using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>What is asked for by options: the daemon's refusal names a part of a request, which whoever typed an option has never seen.</summary>
internal static partial class SessionWishes
{
    private static readonly Dictionary<string, string> OptionOf = new(StringComparer.Ordinal)
    {
        ["image"] = "--image",
        ["timeoutSeconds"] = "--timeout",
        ["limits.memory"] = "--memory",
        ["limits.cpus"] = "--cpus",
        ["limits.pids"] = "--pids",
        ["network"] = "--network",
        ["agent"] = "--agent",
        ["command"] = "CMD",
        ["input"] = "CMD",
    };

    public static string Help(string command) => $"agsekit session {command} --help";

    /// <summary>As <see cref="SessionFlow.AskAsync"/>, with a refusal in the words of the command line.</summary>
    public static async Task<T> AskAsync<T>(CommandContext context, string command, string path, byte[] body, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        try
        {
            return await SessionFlow.AskAsync(context, "POST", path, body, type, cancellation).ConfigureAwait(false);
        }
        catch (KitException refusal) when (InOptions(refusal, command) is { } told)
        {
            throw told;
        }
    }

    /// <summary>Null: it is about none of the options.</summary>
    internal static KitException? InOptions(KitException refusal, string command)
    {
        if (refusal.Field is not { } field || !OptionOf.TryGetValue(field, out string? option))
            return null;
        Text cause = option == "--memory" ? new Text(InUnits(refusal.Cause.English), InUnits(refusal.Cause.Russian)) : refusal.Cause;
        return new KitException(refusal.Code, new Text($"{option} can not be this", $"такое значение {option} не подходит"), cause, Text.Verbatim(Help(command)), refusal);
    }

    /// <summary>The interface counts bytes; the option is given as 256M.</summary>
    private static string InUnits(string words) => Digits().Replace(words, found => long.TryParse(found.Value, CultureInfo.InvariantCulture, out long bytes) ? new ByteSize(bytes).ToString() : found.Value);

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
