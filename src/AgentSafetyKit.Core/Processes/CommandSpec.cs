using System.Collections.Immutable;

namespace AgentSafetyKit.Processes;

/// <summary>
/// A command as a value: a program and its argument vector, never a line for a shell. Secrets have no place in it: arguments and environment of a process can be read by others
/// on the machine; they travel through standard input.
/// </summary>
/// <param name="Program">A name to look up in PATH, or a path.</param>
/// <param name="Arguments">Without the program's own name.</param>
public sealed record CommandSpec(string Program, ImmutableArray<string> Arguments)
{
    public static CommandSpec Of(string program, params ReadOnlySpan<string> arguments) => new(program, ImmutableArray.Create(arguments));

    /// <summary>Added to our own environment; null takes a variable away.</summary>
    public ImmutableDictionary<string, string?> Environment { get; init; } = ImmutableDictionary<string, string?>.Empty;

    public string? WorkingFolder { get; init; }

    /// <summary>The command as a person would type it. Values of environment variables are left out.</summary>
    public override string ToString() => string.Join(' ', Arguments.Select(ShellQuote.Word).Prepend(ShellQuote.Word(Program)));
}
