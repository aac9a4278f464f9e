namespace AgentSafetyKit.Configuration.Schema;

/// <summary>The keys of one item of <c>mounts</c>.</summary>
internal static class MountKeys
{
    /// <summary>Minutes; a week at most.</summary>
    public static ScalarShape<int> Interval { get; } = Shapes.Count(1, 10_080);

    public static ScalarShape<int> MaxBackups { get; } = Shapes.Count(1, 1_000_000);

    public static ScalarShape<int> MaxFiles { get; } = Shapes.Count(1, 100_000_000);

    public static ScalarShape<int> MaxRunFiles { get; } = Shapes.Count(1, 1_000_000_000);

    public static ScalarShape<CleanMethod> Clean { get; } = Shapes.Choice(("thin", CleanMethod.Thin), ("tail", CleanMethod.Tail));

    public static ScalarShape<MountKind> Kind { get; } = Shapes.Choice(("guarded", MountKind.Guarded), ("native", MountKind.Native));

    public static ListShape Patterns { get; } = new(new("a list of paths", "список путей"), Shapes.BeneathMount);

    public static ListShape Exclude { get; } = new(new("a list of patterns", "список шаблонов"), Shapes.IgnorePattern);

    public static EitherShape Protect { get; } = new(new("default, or a list of paths", "default или список путей"), Shapes.Choice(("default", "default")), Patterns);

    public static ListShape GuestLocal { get; } = new(new("a list of folders", "список папок"), Shapes.FolderBeneathMount);

    public static ScalarShape<int> TripwireFiles { get; } = Shapes.Count(1, 1_000_000);

    public static ScalarShape<int> TripwirePercent { get; } = Shapes.Count(1, 100);

    public static ScalarShape<int> TripwireSeconds { get; } = Shapes.Count(1, 3600);

    public static EitherShape Tripwire { get; } = new(
        new("on, off, or the keys of a tripwire: files, percent, seconds", "on, off или ключи: files, percent, seconds"),
        Shapes.OnOff,
        new MappingShape(
            new("the keys of a tripwire: files, percent, seconds", "ключи tripwire: files, percent, seconds"),
            new KeyRule("files", TripwireFiles, "200"),
            new KeyRule("percent", TripwirePercent, "30"),
            new KeyRule("seconds", TripwireSeconds, "10")));

    public static ScalarShape<int> AttributeSeconds { get; } = Shapes.Count(1, 3600);

    public static MappingShape Shape { get; } = new(
        new("the keys of a mount: source, target, …", "ключи монтирования: source, target, …"),
        KeyRule.Needed("source", Shapes.HostPath),
        new KeyRule("target", Shapes.GuestPath, null),
        new KeyRule("backup", Shapes.HostPath, null),
        new KeyRule("interval", Interval, "5"),
        new KeyRule("max_backups", MaxBackups, "100"),
        new KeyRule("backup_clean_method", Clean, "thin"),
        new KeyRule("first_backup", Shapes.Flag, "true"),
        new KeyRule("vm", Shapes.Name, null),
        new KeyRule("allowed_agents", MachineKeys.AllowedAgents),
        new KeyRule("backups", Shapes.OnOff, "on"),
        new KeyRule("continuous", Shapes.Flag, "true"),
        new KeyRule("exclude", Exclude, "[]"),
        new KeyRule("max_backup_size", Shapes.Size),
        new KeyRule("max_snapshot_new_bytes", Shapes.Size, "10G"),
        new KeyRule("max_file_size", Shapes.Size),
        new KeyRule("max_files", MaxFiles, "2000000"),
        new KeyRule("min_free_space", Shapes.SizeOrNone, "2G"),
        new KeyRule("type", Kind, "guarded"),
        new KeyRule("read_only", Shapes.Flag, "false"),
        new KeyRule("protect", Protect, "default"),
        new KeyRule("hide", Patterns, "[]"),
        new KeyRule("guest_local", GuestLocal, "[]"),
        new KeyRule("tripwire", Tripwire, "on"),
        new KeyRule("attribute_timeout", AttributeSeconds, "1"),
        new KeyRule("max_run_bytes", Shapes.Size),
        new KeyRule("max_run_files", MaxRunFiles));
}
