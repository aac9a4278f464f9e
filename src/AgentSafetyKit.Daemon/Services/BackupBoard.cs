using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Daemon.Services;

/// <summary>How the backups of all folders are doing, now and before this daemon.</summary>
internal sealed class BackupBoard(BackupHealthStore store)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Source, string BackupFolder), BackupHealth> _health = [];
    private readonly Dictionary<(string Source, string BackupFolder), DurationCounts> _durations = [];

    /// <summary>By folder.</summary>
    public IReadOnlyList<(BackupHealth Health, DurationCounts Durations)> All
    {
        get
        {
            lock (_gate)
                return [.. _health.OrderBy(entry => entry.Key.Source, StringComparer.Ordinal).Select(entry => (entry.Value, _durations[entry.Key]))];
        }
    }

    /// <summary>Forgets all folders but these, and tells of those that are new what was known of them before.</summary>
    public void Keep(IReadOnlyCollection<(string Source, string BackupFolder)> folders)
    {
        lock (_gate)
        {
            foreach ((string, string) gone in _health.Keys.Except(folders).ToArray())
                _health.Remove(gone);
            foreach ((string Source, string BackupFolder) folder in folders)
            {
                _health.TryAdd(folder, store.Find(folder.Source, folder.BackupFolder) ?? new BackupHealth { Source = folder.Source, BackupFolder = folder.BackupFolder });
                _durations.TryAdd(folder, new DurationCounts());
            }
        }
    }

    /// <summary>Tells that the backups of a folder begin. Missed: a check should have come before now, and is made up at once. HadSnapshots: there was one of it before.</summary>
    public (bool Missed, bool HadSnapshots) Begin(string source, string backupFolder, TimeSpan interval, DateTimeOffset now)
    {
        lock (_gate)
        {
            BackupHealth health = _health.GetValueOrDefault((source, backupFolder)) ?? new BackupHealth { Source = source, BackupFolder = backupFolder };
            bool missed = health.LastCheck is { } last && (now - last >= interval || last > now);
            // One whose first snapshot is to come with the first interval begins to count now, also over restarts of ours.
            Put(health with { Interval = interval, LastCheck = health.LastCheck ?? now });
            return (missed, health.LastSnapshot is not null);
        }
    }

    public void Add(string source, string backupFolder, BackupEvent happened)
    {
        lock (_gate)
        {
            if (!_health.TryGetValue((source, backupFolder), out BackupHealth? health))
                return;
            if (happened.Kind is BackupEventKind.Taken)
                _durations[(source, backupFolder)].Add(happened.Elapsed);
            Put(health.With(happened));
        }
    }

    private void Put(BackupHealth health)
    {
        var key = (health.Source, health.BackupFolder);
        bool isNew = !_health.TryGetValue(key, out BackupHealth? before) || before != health;
        _health[key] = health;
        _durations.TryAdd(key, new DurationCounts());
        if (!isNew)
            return;
        try
        {
            store.Save(health);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or Errors.KitException)
        {
            // A full disk: it is known as long as this daemon lives.
        }
    }
}
