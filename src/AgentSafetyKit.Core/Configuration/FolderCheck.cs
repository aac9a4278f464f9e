using AgentSafetyKit.Configuration.Schema;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>
/// Folders that must not meet: an agent that can write to its own backups, or to the keys and rules it is held by, is not held at all. Only the text of paths is compared here; symbolic links
/// are resolved and the same is checked again when a mount is used. Works through sets of ancestors, so thousands of mounts take no time.
/// </summary>
internal sealed class FolderCheck(KitConfig config, ConfigContext context, ConfigProblemList problems)
{
    private static readonly string[] SystemFolders =
        ["/", "/bin", "/boot", "/dev", "/etc", "/home", "/home/ubuntu", "/lib", "/lib64", "/proc", "/root", "/run", "/sbin", "/sys", "/tmp", "/usr", "/var"];

    private static readonly string[] SystemTrees = ["/boot", "/dev", "/etc", "/proc", "/run", "/sys", "/home/ubuntu/.ssh"];

    private readonly MountSettings[] _mounts = [.. config.Mounts.Where(m => m.Source.Length > 0)];

    public void Run()
    {
        CheckTwins();
        CheckBackups();
        foreach (MountSettings mount in _mounts)
        {
            CheckTarget(mount);
            CheckOwnFolders(mount);
        }
    }

    private void CheckTwins()
    {
        var sources = new Dictionary<(string, string), MountSettings>();
        var targets = new Dictionary<(string, string), MountSettings>();
        var backups = new Dictionary<string, MountSettings>();
        foreach (MountSettings mount in _mounts)
        {
            if (!sources.TryAdd((mount.Machine, mount.Source), mount))
                Report(ConfigRule.Conflict, mount, "source", () => new Text(
                    $"{ProblemWords.Quoted(mount.Source)} is mounted in this VM already, by mounts[{sources[(mount.Machine, mount.Source)].Index}]",
                    $"папка {ProblemWords.Quoted(mount.Source)} уже смонтирована в этой ВМ: mounts[{sources[(mount.Machine, mount.Source)].Index}]"));
            else if (!targets.TryAdd((mount.Machine, mount.Target), mount))
                Report(ConfigRule.Conflict, mount, "target", () => new Text(
                    $"{ProblemWords.Quoted(mount.Target)} is the target of mounts[{targets[(mount.Machine, mount.Target)].Index}] in this VM already",
                    $"путь {ProblemWords.Quoted(mount.Target)} в этой ВМ уже занят: mounts[{targets[(mount.Machine, mount.Target)].Index}]"));
            if (mount.Backups && !backups.TryAdd(mount.Backup, mount) && backups[mount.Backup].Source != mount.Source)
                Report(ConfigRule.Conflict, mount, "backup", () => new Text(
                    $"{ProblemWords.Quoted(mount.Backup)} holds the backups of mounts[{backups[mount.Backup].Index}], which is another folder",
                    $"в {ProblemWords.Quoted(mount.Backup)} лежат копии другой папки: mounts[{backups[mount.Backup].Index}]"));
        }
    }

    private void CheckBackups()
    {
        Dictionary<string, string> sourceAtOrBeneath = [];
        foreach (MountSettings mount in _mounts)
        {
            foreach (string folder in PathRules.SelfAndAbove(mount.Source))
                sourceAtOrBeneath.TryAdd(folder, mount.Source);
        }

        HashSet<string> sources = [.. _mounts.Select(m => m.Source)];
        foreach (MountSettings mount in _mounts.Where(m => m.Backups && m.Backup.Length > 0))
        {
            if (PathRules.SelfAndAbove(mount.Backup).FirstOrDefault(sources.Contains) is { } outer)
            {
                Report(ConfigRule.UnsafeFolder, mount, "backup", () => new Text(
                    $"the backups ({ProblemWords.Quoted(mount.Backup)}) would lie in the mounted folder {ProblemWords.Quoted(outer)}, where the agent can change them; name a folder outside of every mount",
                    $"копии ({ProblemWords.Quoted(mount.Backup)}) оказались бы в смонтированной папке {ProblemWords.Quoted(outer)}, где агент может их изменить; укажите папку вне всех монтирований"));
            }
            else if (sourceAtOrBeneath.TryGetValue(mount.Backup, out string? inner))
            {
                Report(ConfigRule.UnsafeFolder, mount, "backup", () => new Text(
                    $"the backup folder {ProblemWords.Quoted(mount.Backup)} contains the mounted folder {ProblemWords.Quoted(inner)}; name a folder outside of every mount",
                    $"папка копий {ProblemWords.Quoted(mount.Backup)} содержит смонтированную папку {ProblemWords.Quoted(inner)}; укажите папку вне всех монтирований"));
            }
        }
    }

    private void CheckTarget(MountSettings mount)
    {
        if (SystemFolders.Contains(mount.Target) || SystemTrees.Any(tree => PathRules.IsAtOrBeneath(mount.Target, tree)))
            Report(ConfigRule.UnsafeFolder, mount, "target", () => new Text(
                    $"{ProblemWords.Quoted(mount.Target)} would cover a folder the VM needs; choose one such as /home/ubuntu/project",
                    $"{ProblemWords.Quoted(mount.Target)} закрыл бы папку, нужную самой ВМ; выберите, например, /home/ubuntu/project"));
    }

    private void CheckOwnFolders(MountSettings mount)
    {
        string keys = config.Global.SshKeysFolder;
        bool shown = PathRules.IsAtOrBeneath(context.ConfigFolder, mount.Source) || PathRules.IsAtOrBeneath(keys, mount.Source) || PathRules.IsAtOrBeneath(mount.Source, keys);
        if (shown)
            Report(ConfigRule.UnsafeFolder, mount, "source", () => new Text(
                    $"{ProblemWords.Quoted(mount.Source)} holds this configuration or its SSH keys: the agent could change its own rules; mount a folder beneath it",
                    $"в {ProblemWords.Quoted(mount.Source)} лежат эта конфигурация или её ключи SSH: агент смог бы менять свои правила; монтируйте папку внутри неё"));
    }

    private void Report(ConfigRule rule, MountSettings mount, string key, Func<Text> words)
    {
        if (!problems.CountsOnly())
            problems.Error(rule, mount.Origins.At(key), $"mounts[{mount.Index}].{key}", words());
    }
}
