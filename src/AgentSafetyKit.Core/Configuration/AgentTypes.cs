using System.Collections.Immutable;

namespace AgentSafetyKit.Configuration;

/// <summary>The kinds of agents the product knows by name.</summary>
public static class AgentTypes
{
    /// <summary>Runs whatever <c>command</c> says.</summary>
    public const string Command = "command";

    public static ImmutableArray<string> Known { get; } =
    [
        "aider", "qwen", "forgecode", "codex", "opencode", "codex-glibc", "codex-glibc-prebuilt", "claude", "cline", "gemini", "goose", "text-analysis", Command,
    ];

    /// <summary>Whether this version can run agents of the type; the others can be configured, with a warning.</summary>
    public static bool IsSupported(string type) => type == Command;
}
