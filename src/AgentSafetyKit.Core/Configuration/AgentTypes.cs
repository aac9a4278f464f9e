using System.Collections.Immutable;

namespace AgentSafetyKit.Configuration;

/// <summary>The kinds of agents the product knows by name. Each has a definition file of its name; a user can add kinds of his own.</summary>
public static class AgentTypes
{
    /// <summary>Runs whatever <c>command</c> says.</summary>
    public const string Command = "command";

    /// <summary>Works in a box, which this version does not have yet.</summary>
    private const string TextAnalysis = "text-analysis";

    public static ImmutableArray<string> Known { get; } =
    [
        "aider", "qwen", "forgecode", "codex", "opencode", "codex-glibc", "codex-glibc-prebuilt", "claude", "cline", "gemini", "goose", TextAnalysis, Command,
    ];

    /// <summary>Whether this version can run agents of the type; the others can be configured, with a warning.</summary>
    public static bool IsSupported(string type) => type != TextAnalysis;
}
