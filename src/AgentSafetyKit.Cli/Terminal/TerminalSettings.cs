using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>How to talk: decided once from environment and options.</summary>
internal sealed record TerminalSettings
{
    public Language Language { get; init; }

    public bool InputIsTerminal { get; init; }

    public bool OutputIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns of the terminal standard error goes to, asked each time: windows are resized.</summary>
    public Func<int> Columns { get; init; } = () => 0;

    /// <summary>How wide a table may be; 0 where its reader is no terminal.</summary>
    public int ColumnsOfOutput => OutputIsTerminal ? Columns() : 0;

    /// <summary>Lines of that terminal; 0 where there is none, or it does not say.</summary>
    public Func<int> Rows { get; init; } = () => 0;

    /// <summary>NO_COLOR (no-color.org) is set, or the terminal is a dumb one.</summary>
    public bool NoColor { get; init; }

    public bool Quiet { get; init; }

    public bool Verbose { get; init; }

    public bool NoInput { get; init; }

    public bool ColorOnOutput => OutputIsTerminal && !NoColor;

    public bool ColorOnError => ErrorIsTerminal && !NoColor;
}
