using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Shows what is kept, what goes, and what it all takes.</summary>
internal static class RetentionView
{
    private const int Listed = 10;

    public static string Plan(PrunePlan plan, Language language, bool color)
    {
        Table table = language == Language.Russian ? new Table("СНИМОК", "ЧТО БУДЕТ", "ПОЧЕМУ") : new Table("SNAPSHOT", "WHAT", "WHY");
        foreach (RetentionDecision decision in plan.Decisions)
            table.Add(decision.Id, Verdict(decision).In(language), decision.Why.In(language));
        return table.Render(color);
    }

    public static Text Verdict(RetentionDecision decision) => decision.Keeps ? new Text("stays", "останется") : new Text("goes", "удалится");

    public static Text Gone(RetentionDecision gone) => new($"{gone.Id} removed: {gone.Why.English}", $"{gone.Id} удалён: {gone.Why.Russian}");

    public static Text Summary(PrunePlan plan)
    {
        int goes = plan.Condemned.Count(), all = plan.Decisions.Count;
        return new Text($"{goes} of {Counted.Snapshots(all).English} to remove, which frees {plan.Freed}", $"Удалить: {goes} из {all}, освободится {plan.Freed}");
    }

    public static Text Removed(PruneResult result, ByteSize? freed) => new(
        $"Removed {Counted.Snapshots(result.Removed.Count).English}, {freed} freed.", $"Удалено: {Counted.Snapshots(result.Removed.Count).Russian}, освобождено {freed}.");

    public static string Usage(StoreUsage usage, Language language, bool color)
    {
        Table table = language == Language.Russian ? new Table("СНИМОК", "РАЗМЕР", "НОВОЕ", "ТОЛЬКО В НЁМ", "") : new Table("SNAPSHOT", "SIZE", "NEW", "ONLY HERE", "");
        foreach (SnapshotUsage item in usage.Snapshots)
            table.Add(item.Snapshot.Id, Size(item.SeenBytes), Size(item.NewBytes), Size(item.OwnBytes), item.Snapshot.Pin is { } pin ? Pinned(pin).In(language) : "");
        return table.Render(color);
    }

    public static string Churners(StoreUsage usage, Language language, bool color)
    {
        Table table = language == Language.Russian ? new Table("МЕНЯЕТСЯ ПОЧТИ ВСЕГДА", "РАЗ", "ВСЕГО") : new Table("CHANGES NEARLY ALWAYS", "TIMES", "TOGETHER");
        foreach (Churner churner in usage.Churners.Take(Listed))
            table.Add(churner.Path.ToString(), Text.Verbatim($"{churner.Times}").English, Size(churner.Bytes));
        return table.Render(color);
    }

    public static Text Pinned(SnapshotPin pin) => pin.Why.Length == 0
        ? new Text("pinned", "закреплён")
        : new Text($"pinned: {Printable.Escape(pin.Why)}", $"закреплён: {Printable.Escape(pin.Why)}");

    private static string Size(long bytes) => new ByteSize(bytes).ToString();
}
