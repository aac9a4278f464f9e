using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Diagnostics.Health;

/// <summary>The folders of the configuration: there, fit to be given to an agent, and their snapshots out of its reach. What a run would only hear at its start is known before.</summary>
/// <param name="config">Null: there is none that can be read.</param>
/// <param name="rules">Which folders are never given away.</param>
/// <param name="mounted">What is mounted now.</param>
public sealed class MountHealth(KitConfig? config, FolderRules rules, IReadOnlyList<MountRecord> mounted) : IHealthCheck
{
    public string Id => "mounts";

    public Text Title => new("folders", "папки");

    public Task<IReadOnlyList<HealthFinding>> LookAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<HealthFinding>>(config is null ? [] : [.. config.Mounts.SelectMany(mount => Look(config, mount))]);

    private IEnumerable<HealthFinding> Look(KitConfig whole, MountSettings mount)
    {
        string shown = Printable.Escape(mount.Source);
        var sources = new MountSources(whole, mounted);
        if (RealPath.Of(sources.Of(mount)) is null)
        {
            yield return HealthFinding.Warn(
                new Text($"{shown} is not there", $"{shown} нет на месте"),
                new Text("the configuration names it, and nothing of it can be saved or mounted now", "она указана в настройках, а сохранить или подключить её сейчас нельзя"),
                new Text($"bring it back, or take it out: agsekit removemount {ShellQuote.Word(mount.Source)}", $"верните её или уберите из настроек: agsekit removemount {ShellQuote.Word(mount.Source)}"));
            yield break;
        }

        KitException? refusal = RefusalOf(whole, mount, sources);
        if (refusal is not null)
            yield return HealthFinding.Fail(refusal);
        else if (!mount.Backups)
            yield return HealthFinding.Warn(new Text($"{shown} has no backups", $"для {shown} нет снимков"), new Text("the configuration says 'backups: off'", "в настройках указано backups: off"), new Text("what an agent does there can not be undone; write 'backups: on'", "сделанное там агентом не отменить; напишите backups: on"));
        else
            yield return HealthFinding.Pass(Text.Verbatim(shown));
        foreach (HealthFinding finding in WithinIt(whole, mount, sources))
            yield return finding;
    }

    /// <summary>A folder that is mounted by itself as well has rules of its own: what this one hides or protects of it, it may not.</summary>
    private static IEnumerable<HealthFinding> WithinIt(KitConfig whole, MountSettings mount, MountSources sources)
    {
        string outer = sources.Of(mount);
        foreach (MountSettings other in whole.Mounts.Where(other => other.Index != mount.Index && other.Machine == mount.Machine))
        {
            string inner = sources.Of(other);
            bool isWithin = inner != outer && FolderFinder.IsAtOrBeneath(inner, outer);
            if (!isWithin || (mount.Hide.SequenceEqual(other.Hide) && mount.ProtectGiven.SequenceEqual(other.ProtectGiven) && mount.ReadOnly == other.ReadOnly))
                continue;
            string shown = Printable.Escape(inner), around = Printable.Escape(outer);
            yield return HealthFinding.Warn(
                new Text($"{shown} is mounted twice in VM '{mount.Machine}', by different rules", $"{shown} подключается в ВМ «{mount.Machine}» дважды, по разным правилам"),
                new Text($"by itself and within {around}: what one hides or protects, the other may show or let change", $"сама по себе и внутри {around}: скрытое или защищённое одной может быть видно или изменяемо через другую"),
                new Text("give both the same hide, protect and read_only, or take one of them out", "задайте обеим одинаковые hide, protect и read_only или уберите одну"));
        }
    }

    private KitException? RefusalOf(KitConfig whole, MountSettings mount, MountSources sources)
    {
        try
        {
            string real = sources.Require(mount);
            rules.Check(real);
            new BackupPlacement(whole, mounted).Check(real, mount.Backups ? mount.Backup : null);
            return null;
        }
        catch (KitException error)
        {
            return error;
        }
    }
}
