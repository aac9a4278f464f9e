using AgentSafetyKit.Composition;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Events;
using AgentSafetyKit.Mounts.Journal;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Daemon.Services;

/// <summary>Tells of what the mounts' own processes have seen: agents that were stopped, changes that were refused, and in sums what was changed.</summary>
internal sealed class MountAlarms(KitServices kit, DaemonVoice voice)
{
    private const int MostRefusedAtOnce = 20;

    /// <summary>What happened is in the journal no later than that.</summary>
    private static readonly TimeSpan WrittenWithin = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, DateTimeOffset> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _read = new(StringComparer.Ordinal);
    private DateTimeOffset _lookedAt = voice.Now;

    public void Tell()
    {
        foreach (TrippedMount tripped in kit.Tripwires.All().Where(tripped => tripped.At != _told.GetValueOrDefault(tripped.Id)))
        {
            _told[tripped.Id] = tripped.At;
            string shown = Printable.Escape(tripped.Source);
            var words = new Text(
                $"{tripped.Lost} files in {shown} were being deleted or overwritten at once: the agent waits for 'agsekit tripwire continue' or 'agsekit tripwire undo'",
                $"в {shown} удалялись или переписывались сразу файлы, числом {tripped.Lost}: агент ждёт «agsekit tripwire continue» или «agsekit tripwire undo»");
            voice.Tell(new KitEvent
            {
                Timestamp = voice.Now, Kind = "mount.tripwire", Level = EventLevel.Error, Service = "mounts", Folder = shown, Vm = tripped.Machine, Run = tripped.Run, Snapshot = tripped.GoodSnapshot,
                Message = words.English, MessageRu = words.Russian,
            });
        }

        if (voice.Now - _lookedAt < Pace)
            return;
        _lookedAt = voice.Now;
        foreach (MountRecord record in kit.Mounts.All())
            TellOfChanges(record);
    }

    private void TellOfChanges(MountRecord record)
    {
        DateTimeOffset from = _read.GetValueOrDefault(record.Id, record.Since), to = voice.Now - WrittenWithin;
        if (!File.Exists(kit.Mounts.JournalFile(record.Id)) || File.GetLastWriteTimeUtc(kit.Mounts.JournalFile(record.Id)) < from.UtcDateTime)
            return;
        List<MountEvent> events = [.. new ChangeLog(kit.Mounts.JournalFile(record.Id)).Read(from, to)];
        _read[record.Id] = to + TimeSpan.FromTicks(1);
        string shown = Printable.Escape(record.Source);
        foreach (MountEvent refused in events.Where(happened => happened.Kind == MountChangeKind.Refused).Take(MostRefusedAtOnce))
        {
            Tell(record, refused.Run, "mount.refused", EventLevel.Warning, new Text(
                $"a change of {refused.Path} in {shown} was refused by the rules of the folder", $"изменение {refused.Path} в {shown} не допущено правилами папки"));
        }

        foreach (IGrouping<string?, MountEvent> of in events.Where(happened => happened.Kind != MountChangeKind.Refused).GroupBy(happened => happened.Run))
        {
            long removed = of.Where(happened => happened.Kind is MountChangeKind.FileRemoved or MountChangeKind.FolderRemoved).Sum(happened => happened.Count), bytes = of.Sum(happened => happened.Bytes);
            int paths = of.Select(happened => happened.Path).Distinct(StringComparer.Ordinal).Count();
            Tell(record, of.Key, "mount.changed", EventLevel.Info, new Text(
                $"{shown}: paths changed: {paths}, removed: {removed}, written: {new ByteSize(bytes)}", $"{shown}: изменено путей: {paths}, удалено: {removed}, записано: {new ByteSize(bytes)}"));
        }
    }

    private void Tell(MountRecord record, string? run, string kind, EventLevel level, Text words) => voice.Tell(new KitEvent
    {
        Timestamp = voice.Now, Kind = kind, Level = level, Service = "mounts", Folder = Printable.Escape(record.Source), Vm = record.Machine, Run = run, Message = words.English, MessageRu = words.Russian,
    });
}
