using AgentSafetyKit.Configuration;
using AgentSafetyKit.Mounts.Guard;

namespace AgentSafetyKit.UnitTests.Mounts;

public sealed class DefaultProtectionTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("agsekit-default-").FullName;

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void What_is_there_is_protected_and_what_is_not_can_be_made()
    {
        string project = Directory.CreateDirectory(Path.Combine(_folder, "one")).FullName;
        Assert.That(DefaultProtection.In(project, ProtectedPaths.Default), Is.Empty);
        Directory.CreateDirectory(Path.Combine(project, ".git"));
        Directory.CreateDirectory(Path.Combine(project, ".husky"));
        Directory.CreateDirectory(Path.Combine(project, ".github"));
        File.WriteAllText(Path.Combine(project, ".envrc"), "");
        Assert.That(DefaultProtection.In(project, ProtectedPaths.Default), Is.EquivalentTo(new[] { "/.git/hooks", "/.git/config", "/.git/config.worktree", "/.git/commondir", "/HEAD", "/.husky", "!.husky/_", "/.envrc" }));
        var rules = new GuardRules(new GuardedFolderOptions { Protect = DefaultProtection.In(project, ProtectedPaths.Default) });
        Assert.Multiple(() =>
        {
            foreach (string refused in new[] { ".git/hooks/x", ".git/config", ".git/commondir", "HEAD", ".husky", ".husky/pre-commit", ".envrc" })
                Assert.That(rules.AllowsChange(System.Text.Encoding.UTF8.GetBytes(refused)), Is.False, refused);
            foreach (string allowed in new[] { ".git/index", ".git/HEAD", ".git/config.lock", ".git/worktrees/w/commondir", ".husky/_/h", ".vscode/tasks.json", "sub/.envrc", "sub/.git/config", ".github/workflows/ci.yml" })
                Assert.That(rules.AllowsChange(System.Text.Encoding.UTF8.GetBytes(allowed)), Is.True, allowed);
            Assert.That(rules.AllowsMove(".git"u8), Is.False);
        });
    }

    [Test]
    public void What_is_named_itself_is_protected_also_where_the_default_makes_an_exception()
    {
        var rules = new GuardRules(new GuardedFolderOptions { Protect = ["/.husky", "!.husky/_", "/.husky/_/h"] });
        Assert.That((rules.AllowsChange(".husky/_/h"u8), rules.AllowsChange(".husky/_/other"u8), rules.AllowsChange(".husky/pre-commit"u8)), Is.EqualTo((false, true, false)));
    }

    [Test]
    public void The_file_that_leads_to_a_repository_elsewhere_is_protected_and_no_link_is_followed()
    {
        string project = Directory.CreateDirectory(Path.Combine(_folder, "two")).FullName;
        File.WriteAllText(Path.Combine(project, ".git"), "gitdir: /elsewhere");
        File.CreateSymbolicLink(Path.Combine(project, ".github"), "/");
        Assert.That(DefaultProtection.In(project, [".git/hooks", ".github/etc"]), Is.EquivalentTo(new[] { "/.git" }));
        Assert.That(DefaultProtection.In(Path.Combine(_folder, "none"), ProtectedPaths.Default), Is.Empty);
    }
}
