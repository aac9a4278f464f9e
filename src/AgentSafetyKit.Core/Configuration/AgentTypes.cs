using System.Collections.Immutable;

namespace AgentSafetyKit.Configuration;

/// <summary>The kinds of agents the product knows by name. Each has a definition file of its name; a user can add kinds of his own.</summary>
public static class AgentTypes
{
    /// <summary>Runs whatever <c>command</c> says.</summary>
    public const string Command = "command";

    public static ImmutableArray<string> Known { get; } =
    [
        "aider", "qwen", "forgecode", "codex", "opencode", "codex-glibc", "codex-glibc-prebuilt", "claude", "cline", "gemini", "goose", "text-analysis", Command,
    ];
}
