using System.Collections.Immutable;
using System.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>A command: what it takes, how it explains itself, and the work it does.</summary>
internal sealed class KitCommand : Command, IHelpText
{
    public KitCommand(string name, Text help)
        : base(name, help.English) => Help = help;

    public Text Help { get; }

    public CommandGroup Group { get; init; } = CommandGroup.Hidden;

    public ImmutableArray<CommandExample> Examples { get; init; } = [];

    /// <summary>A paragraph under the usage line, where a sentence is not enough.</summary>
    public Text Details { get; init; }

    /// <summary>Not null: after this many positional arguments everything, options too, belongs to somebody else and is passed on untouched.</summary>
    public int? PassThroughAfter { get; init; }

    /// <summary>With <see cref="PassThroughAfter"/>: a <c>--</c> right after it is passed on too.</summary>
    public bool KeepsDoubleDash { get; init; }

    /// <summary>The exit code is the guest's, ours are 125.</summary>
    public bool RunsInGuest { get; init; }

    /// <summary>Its words may name files whose names are not UTF-8; the words of all others are refused then.</summary>
    public bool TakesBytes { get; init; }

    /// <summary>It only shows, and may go on for ever: it ends when nobody reads its output any more. What others do is finished all the same.</summary>
    public bool EndsWithItsReader { get; init; }

    /// <summary>Exit codes that mean something else here than in its group, or are not of the group; without words: not answered by this one.</summary>
    public ImmutableArray<(string Code, Text What)> OwnCodes { get; init; } = [];

    /// <summary>Has <c>--json</c>.</summary>
    public bool Reports { get; init; }

    /// <summary>The work; null for a command that only groups others. Answers the exit code.</summary>
    public Func<CommandContext, CancellationToken, Task<int>>? Work
    {
        get;
        init
        {
            field = value;
            // Else the parser takes one with commands beneath it for nothing but their group.
            if (value is not null)
                SetAction(_ => 0);
        }
    }

    /// <summary>The words a user types for it, the program's name first.</summary>
    public string FullName => Parents.OfType<KitCommand>().FirstOrDefault() is { } above ? $"{above.FullName} {Name}" : Name;
}
