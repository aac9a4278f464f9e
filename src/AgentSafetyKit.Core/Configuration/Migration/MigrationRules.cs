using System.Text;
using System.Text.RegularExpressions;
using AgentSafetyKit.Configuration.Editing;
using AgentSafetyKit.Configuration.Yaml;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration.Migration;

/// <summary>What differs between the configuration of the earlier tool (versions 0.1 to 1.6, as its documentation has it) and ours.</summary>
internal static partial class MigrationRules
{
    /// <summary>A hostile file can hold a million unknown keys, and each takes a reading of the whole.</summary>
    private const int MostPutAside = 100;

    private static readonly (string Old, string New)[] Types = [("qwen-code", "qwen"), ("claude-code", "claude"), ("codeforge", "forgecode")];

    public static void Apply(MigrationWork work)
    {
        OnlyMachine(work);
        AgentTypesOfOld(work);
        ListeningPorts(work);
        EmptyMachineNames(work);
        AgentNames(work);
        UnknownKeys(work);
    }

    /// <summary>Before 1.0 there was one VM, under <c>vm</c>, with its name in it.</summary>
    private static void OnlyMachine(MigrationWork work)
    {
        var place = YamlPlace.At("vm");
        if (place.EntryOf(work.Root) is not { Value: YamlMapping old } entry || YamlPlace.At("vms").Of(work.Root) is not null)
            return;
        string? Value(string key) => old.Find(key)?.Value is YamlScalar { IsNull: false } scalar ? YamlOutput.Quote(scalar.Value) : null;
        if (old.Find("name")?.Value is not YamlScalar { IsNull: false, Value: var name })
            return;
        var machine = new SectionEntry(name, [("cpu", Value("cpu")), ("ram", Value("ram")), ("disk", Value("disk"))]);
        string shown = Printable.Escape(name);
        if (work.PutAside(place, new Text($"becomes vms.{shown}: there can be several VMs", $"становится vms.{shown}: ВМ может быть несколько")))
            work.Add("vms", machine, YamlPlace.At("vms", name), entry.Key.Position.Line, new Text("added, with the cpu, ram and disk of vm", "добавлено, с cpu, ram и disk из vm"));
    }

    private static void AgentTypesOfOld(MigrationWork work)
    {
        foreach ((YamlPlace place, YamlScalar type) in Scalars(work, "agents", "*", "type"))
        {
            (string old, string now) = Types.FirstOrDefault(pair => pair.Old == type.Value);
            if (old is not null)
                work.Replace(place, now, new Text($"'{old}' is called '{now}' now", $"«{old}» теперь называется «{now}»"));
        }
    }

    /// <summary>A port alone meant one on 127.0.0.1.</summary>
    private static void ListeningPorts(MigrationWork work)
    {
        foreach (string section in (string[])["vms", "agents"])
        {
            foreach ((YamlPlace place, YamlScalar port) in Scalars(work, section, "*", "http_proxy", "listen"))
            {
                if (int.TryParse(port.Value, out int number) && number is >= 1 and <= 65535)
                    work.Replace(place, $"127.0.0.1:{number}", new Text($"is written in full: 127.0.0.1:{number}", $"пишется полностью: 127.0.0.1:{number}"));
            }
        }
    }

    /// <summary>An empty name was as good as none.</summary>
    private static void EmptyMachineNames(MigrationWork work)
    {
        IEnumerable<(YamlPlace Place, YamlScalar Value)> all = [.. Scalars(work, "agents", "*", "vm"), .. Scalars(work, "agents", "*", "vms"), .. Scalars(work, "mounts", "*", "vm")];
        foreach ((YamlPlace place, _) in all.Where(one => one.Value is { IsNull: false } && one.Value.Value.Trim().Length == 0))
            work.PutAside(place, new Text("is empty, which is what leaving it out means", "пусто, а это то же, что не указывать вовсе"));
    }

    /// <summary>Names of VMs can not be changed so: the VMs there are have them.</summary>
    private static void AgentNames(MigrationWork work)
    {
        if (YamlPlace.At("agents").Of(work.Root) is not YamlMapping agents)
            return;
        foreach (string name in agents.Entries.Select(entry => entry.Key.Value).Where(name => !NamePattern().IsMatch(name)))
        {
            string now = name.ToLowerInvariant().Replace('_', '-').Replace(' ', '-').Replace('.', '-');
            if (!NamePattern().IsMatch(now) || agents.Find(now) is not null)
                continue;
            string shown = Printable.Escape(name);
            if (!work.Rename(YamlPlace.At("agents", name), now, new Text($"is called '{now}': names have small letters, digits and '-'", $"теперь «{now}»: в именах строчные буквы, цифры и «-»")))
                continue;
            foreach ((YamlPlace place, YamlScalar reference) in References(work))
            {
                string[] parts = reference.Value.Split(',', StringSplitOptions.TrimEntries);
                if (parts.Contains(name))
                    work.Replace(place, string.Join(", ", parts.Select(part => part == name ? now : part)), new Text($"'{shown}' is called '{now}'", $"«{shown}» теперь «{now}»"));
            }
        }
    }

    /// <summary>The earlier tool passed them over without a word.</summary>
    private static void UnknownKeys(MigrationWork work)
    {
        for (int done = 0; done < MostPutAside; done++)
        {
            ConfigReadResult read = ConfigReader.Read(Encoding.UTF8.GetBytes(work.Text), work.Context);
            ConfigProblem[] unknown = [.. read.Problems.Where(problem => problem.Rule == ConfigRule.UnknownKey)];
            HashSet<SourcePosition> positions = [.. unknown.Select(problem => problem.Position)];
            YamlPlace? place = YamlPlace.All(work.Root).Select(one => one.Place)
                .FirstOrDefault(place => place.Steps.Length > 0 && place.EntryOf(work.Root) is { } entry && positions.Contains(entry.Key.Position) && !work.IsGivenUp(place));
            if (place is null)
                return;
            ConfigProblem why = unknown.First(problem => problem.Position == place.EntryOf(work.Root)!.Key.Position);
            Text said = place.ToString() == "global.systemd_env_folder"
                ? new Text("is not needed any more, and becomes a comment: the daemon's service needs no file of variables", "больше не нужен и становится комментарием: службе не нужен файл переменных")
                : new Text($"becomes a comment: {why.Message.English}", $"становится комментарием: {why.Message.Russian}");
            work.PutAside(place, said);
        }
    }

    /// <summary>The single values at places of this form; <c>*</c> is any key, or any item.</summary>
    private static List<(YamlPlace Place, YamlScalar Value)> Scalars(MigrationWork work, params string[] form) =>
    [
        .. from one in YamlPlace.All(work.Root)
           where one.Node is YamlScalar && one.Place.Steps.Length == form.Length && one.Place.Steps.Zip(form).All(pair => pair.Second == "*" || pair.First.Key == pair.Second)
           select (one.Place, (YamlScalar)one.Node),
    ];

    private static List<(YamlPlace Place, YamlScalar Value)> References(MigrationWork work) =>
    [
        .. Scalars(work, "vms", "*", "allowed_agents"), .. Scalars(work, "mounts", "*", "allowed_agents"),
        .. Scalars(work, "vms", "*", "allowed_agents", "*"), .. Scalars(work, "mounts", "*", "allowed_agents", "*"),
    ];

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
