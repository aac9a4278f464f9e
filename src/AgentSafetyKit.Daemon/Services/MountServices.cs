using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Events;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Supervision;

namespace AgentSafetyKit.Daemon.Services;

/// <summary>Keeps mounts that are to stay: one that was lost, because its VM was restarted or the process behind it died, is made again as soon as its VM runs.</summary>
internal sealed class MountServices(KitServices kit, DaemonVoice voice) : IServiceSource
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PauseWhileOff = TimeSpan.FromSeconds(4);
    private readonly MountAlarms _alarms = new(kit, voice);
    private readonly Dictionary<string, Trouble> _troubles = new(StringComparer.Ordinal);

    public IEnumerable<ServiceSpec> Wanted(KitConfig config) => [new ServiceSpec("mounts", "", WatchAsync)];

    private async Task WatchAsync(CancellationToken cancellation)
    {
        while (true)
        {
            _alarms.Tell();
            foreach (MountRecord record in kit.Mounts.All().Where(record => File.Exists(kit.Mounts.KeepFile(record.Id))))
                await LookAfterAsync(record, cancellation).ConfigureAwait(false);
            await Task.Delay(Pace, kit.Time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task LookAfterAsync(MountRecord record, CancellationToken cancellation)
    {
        if (record.State != MountState.Broken && kit.Mounts.ServerOf(record.Id) != 0)
        {
            _troubles.Remove(record.Id);
            return;
        }

        Trouble trouble = _troubles.GetValueOrDefault(record.Id) ?? (_troubles[record.Id] = new Trouble(new BackOff(), kit.Time.GetTimestamp(), ""));
        if (kit.Time.GetElapsedTime(trouble.NextTry) < TimeSpan.Zero)
            return;
        string cause = "";
        try
        {
            // A VM that is off is nobody's failure: its mounts come back with it.
            if (await kit.Machines.FindAsync(record.Machine, cancellation).ConfigureAwait(false) is { State: MachineState.Running })
            {
                if (await kit.FolderMounts.RepairAsync(record.Id, cancellation).ConfigureAwait(false))
                    Tell(record, "mount.restored", EventLevel.Info, new Text($"{Shown(record)} is mounted in '{record.Machine}' again", $"{Shown(record)} снова подключена в «{record.Machine}»"));
                _troubles.Remove(record.Id);
                return;
            }
        }
        catch (Exception error) when (error is KitException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            Text why = (error as KitException)?.Cause ?? new Text("it took too long", "слишком долго");
            cause = why.English;
            if (cause != trouble.Cause)
            {
                Tell(record, "mount.failed", EventLevel.Error, new Text(
                    $"{Shown(record)} can not be mounted in '{record.Machine}' again: {why.English}", $"{Shown(record)} не удаётся снова подключить в «{record.Machine}»: {why.Russian}"));
            }
        }

        TimeSpan pause = cause.Length == 0 ? PauseWhileOff : trouble.BackOff.Next(TimeSpan.Zero);
        _troubles[record.Id] = trouble with { NextTry = kit.Time.GetTimestamp() + (long)(pause.TotalSeconds * kit.Time.TimestampFrequency), Cause = cause };
    }

    private void Tell(MountRecord record, string kind, EventLevel level, Text words) => voice.Tell(new KitEvent
    {
        Timestamp = voice.Now, Kind = kind, Level = level, Service = "mounts", Folder = Shown(record), Vm = record.Machine, Message = words.English, MessageRu = words.Russian,
    });

    private static string Shown(MountRecord record) => Printable.Escape(record.Source);

    /// <summary>What is known of a mount that is lost.</summary>
    /// <param name="BackOff">Between tries.</param>
    /// <param name="NextTry">A moment of the steady clock.</param>
    /// <param name="Cause">What was told already.</param>
    private sealed record Trouble(BackOff BackOff, long NextTry, string Cause);
}
