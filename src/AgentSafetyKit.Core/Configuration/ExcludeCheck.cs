using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>Warns of an <c>exclude</c> that saves less than it seems: nothing below a folder that an ignore file leaves out comes back (gitignore(5)), and of two mounts that share their snapshots one decides.</summary>
internal sealed class ExcludeCheck(KitConfig config, ConfigProblemList problems)
{
    public void Run()
    {
        Dictionary<(string, string), MountSettings> firsts = [];
        foreach (MountSettings mount in config.Mounts)
        {
            foreach (string pattern in mount.Exclude)
                Check(mount, pattern);
            if (!firsts.TryAdd((mount.Source, mount.Backup), mount) && firsts[(mount.Source, mount.Backup)] is { } first && !first.Exclude.SequenceEqual(mount.Exclude))
            {
                Warn(mount, new Text(
                    $"is another one in mounts[{first.Index}], which has the same folder and the same snapshots; give both the same", $"отличается от заданного в mounts[{first.Index}] для той же папки с теми же снимками; задайте одинаково"));
            }
        }
    }

    private void Check(MountSettings mount, string pattern)
    {
        string folder = pattern.TrimStart('!').TrimStart('/');
        if (!pattern.StartsWith('!') || problems.CountsOnly())
            return;
        if (folder.EndsWith('/') && !folder.TrimEnd('/').Contains('*') && !Has(mount, folder + "**"))
        {
            Warn(mount, new Text(
                $"{ProblemWords.Quoted(pattern)} saves the folder, and an ignore file can still leave out what is in it; add {ProblemWords.Quoted(pattern + "**")}", $"{ProblemWords.Quoted(pattern)} сохраняет папку, но файл исключений может исключить её содержимое; добавьте {ProblemWords.Quoted(pattern + "**")}"));
        }

        for (int slash = folder.IndexOf('/'); slash >= 0 && slash < folder.Length - 1; slash = folder.IndexOf('/', slash + 1))
        {
            string above = folder[..(slash + 1)];
            if (above.Contains('*') || Has(mount, above) || Has(mount, above[..^1]))
                continue;
            Warn(mount, new Text(
                $"{ProblemWords.Quoted(pattern)} saves nothing where an ignore file leaves out {ProblemWords.Quoted(above)}; add {ProblemWords.Quoted("!/" + above)} before it", $"{ProblemWords.Quoted(pattern)} ничего не сохранит, если файл исключений исключает {ProblemWords.Quoted(above)}; добавьте перед ним {ProblemWords.Quoted("!/" + above)}"));
        }
    }

    private static bool Has(MountSettings mount, string saved) => mount.Exclude.Contains("!/" + saved) || mount.Exclude.Contains("!" + saved);

    private void Warn(MountSettings mount, Text message) => problems.Warning(ConfigRule.InvalidValue, mount.Origins.At("exclude"), $"mounts[{mount.Index}].exclude", message);
}
