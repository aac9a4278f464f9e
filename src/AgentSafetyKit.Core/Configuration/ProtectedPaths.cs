using System.Collections.Immutable;

namespace AgentSafetyKit.Configuration;

/// <summary>What <c>protect: default</c> stands for: files beneath the mount that programs on the host obey or run, so an agent could reach out of its VM through them.</summary>
public static class ProtectedPaths
{
    public static ImmutableArray<string> Default { get; } =
    [
        ".git/hooks", ".git/config", ".git/config.worktree", ".git/commondir", "/HEAD", ".githooks", ".husky", ".pre-commit-config.yaml", ".vscode", ".idea", ".devcontainer", ".envrc", ".github/workflows", ".gitlab-ci.yml", ".circleci", "Jenkinsfile", ".agsekit-restrict",
    ];
}
