using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>What answers of the wizard mean; what they can not mean is an error whose cause is said.</summary>
internal static partial class WizardAnswers
{
    /// <summary>The answer that ends the list of folders, as it is asked for; each is understood in both languages.</summary>
    public static Text Nothing { get; } = new("none", "нет");

    public static bool IsNothing(string answer) => answer == Nothing.English || answer == Nothing.Russian;

    public static int Number(string answer) => int.TryParse(answer, out int number) ? number : throw No(new Text("that is no whole number", "это не целое число"));

    public static ByteSize Size(string answer) => ByteSize.TryParse(answer, out ByteSize size) ? size : throw No(new Text("that is no size such as 4G or 512M", "это не размер вида 4G или 512M"));

    public static ByteSize Memory(string answer, ByteSize? host) => Size(answer) is var size && size.Bytes <= (host?.Bytes ?? long.MaxValue)
        ? size
        : throw No(new Text($"this computer has {host} of memory", $"у этого компьютера {host} памяти"));

    /// <summary>The type 'command' needs to be told what to run, which nobody is asked here: it is no answer.</summary>
    public static ImmutableArray<string> Agents(string answer, ImmutableArray<string> own)
    {
        ImmutableArray<string> names = [.. answer.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()];
        if (names.IsEmpty)
            throw No(new Text("name one at least", "назовите хотя бы одного"));
        string[] known = ["shell", .. AgentTypes.Known.Where(type => type != AgentTypes.Command), .. own];
        if (names.FirstOrDefault(name => !known.Contains(name)) is not { } odd)
            return names;
        string shown = Printable.Escape(odd), all = string.Join(", ", known);
        throw No(NearestName.Find(odd, known) is { } near
            ? new Text($"there is no agent '{shown}'; did you mean '{near}'?", $"нет агента «{shown}»; возможно, имелось в виду «{near}»?")
            : new Text($"there is no agent '{shown}'; there are: {all}", $"нет агента «{shown}»; есть: {all}"));
    }

    public static FirstConfig WithFolder(CommandContext context, FirstConfig config, string folder)
    {
        string real = FolderFinder.RequireReal(folder);
        context.Services.FolderRules.Check(real);
        if (config.Folders.Contains(real))
            throw No(new Text($"{Printable.Escape(real)} is one of them already", $"{Printable.Escape(real)} среди них уже есть"));
        return config with { Folders = [.. config.Folders, real] };
    }

    /// <summary>The folder the user stands in, where it can be given to an agent.</summary>
    public static string UsualFolder(CommandContext context, FirstConfig config)
    {
        try
        {
            _ = ConfigChange.RequireRight(context.Services, WithFolder(context, config, Environment.CurrentDirectory).ToYaml());
            return Environment.CurrentDirectory;
        }
        catch (KitException)
        {
            return Nothing.In(context.Language);
        }
    }

    /// <summary>What is wrong with the file names its entries by numbers, which nobody here has seen: they become the folders.</summary>
    public static string InFolders(string words, FirstConfig config) => Entry().Replace(
        words, found => int.TryParse(found.Groups["at"].Value, CultureInfo.InvariantCulture, out int at) && at < config.Folders.Length ? $"'{Printable.Escape(config.Folders[at])}'" : found.Value);

    [GeneratedRegex(@"mounts\[(?<at>[0-9]+)\]")]
    private static partial Regex Entry();

    private static KitException No(Text why) => new(ErrorCode.Usage, ConfigChange.None, why, Text.None);
}
