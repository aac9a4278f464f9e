using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>Words for a folder that lost so much that no snapshot of it is taken unless that is meant: what is gone, and what is there and only left out by rules that changed.</summary>
/// <param name="spec">Which folder.</param>
/// <param name="loss">How much.</param>
/// <param name="intact">The snapshot it is measured by; null: none.</param>
/// <param name="isNewest">That is the newest one.</param>
internal sealed class EmptiedSource(SnapshotStoreSpec spec, SourceLoss loss, SnapshotName? intact, bool isNewest)
{
    public KitException Refusal() => new(
        ErrorCode.SourceEmptied,
        new Text($"no snapshot of {Printable.Escape(spec.Source)} was taken", $"снимок {Printable.Escape(spec.Source)} не сделан"),
        Cause(),
        new Text($"if that is meant: {spec.CommandToTake} --yes\n{Else().English}", $"если так и задумано: {spec.CommandToTake} --yes\n{Else().Russian}"));

    private Text Whose => new(
        isNewest || intact is null ? "the newest snapshot" : $"snapshot {intact}",
        isNewest || intact is null ? "последнем снимке" : $"снимке {intact}");

    /// <summary>Without what is only left out.</summary>
    private bool LooksWiped => loss.Excluded == 0 || (loss with { Gone = loss.Gone - loss.Excluded }).IsAlarming;

    private Text Cause()
    {
        int gone = loss.Gone - loss.Excluded;
        var excluded = new Text(
            $"the ignore rules (exclude, --exclude, files called .backupignore) changed and now leave out {loss.Excluded} of the {loss.Before} files of {Whose.English}",
            $"правила исключения (exclude, --exclude, файлы .backupignore) изменились и теперь не дают сохранить файлов: {loss.Excluded} из {loss.Before} в {Whose.Russian}");
        if (loss.Excluded > 0 && gone <= 0)
            return excluded;
        var missing = new Text(
            $"{gone} of the {loss.Before} files of {Whose.English} are gone",
            $"исчезло файлов: {gone} из {loss.Before} в {Whose.Russian}");
        Text guess = LooksWiped ? new Text(": it looks as if the folder were unmounted, replaced or wiped", "; похоже, папка отключена, подменена или стёрта") : Text.None;
        return loss.Excluded == 0
            ? new Text(missing.English + guess.English, missing.Russian + guess.Russian)
            : new Text($"{excluded.English}; besides, {missing.English}{guess.English}", $"{excluded.Russian}; кроме того, {missing.Russian}{guess.Russian}");
    }

    private Text Else()
    {
        if (!LooksWiped || (loss.Excluded > 0 && loss.Excluded == loss.Gone))
            return new Text("else look at --exclude, at exclude in the configuration, and at the files called .backupignore", "иначе проверьте --exclude, exclude в настройках и файлы .backupignore");
        string restore = intact is { } name ? spec.Place.Command("backup restore", name.ToString()) : spec.Place.Command("backups");
        return new Text(
            $"else {(intact is null ? "see which snapshot has them" : "bring the files back")}: {restore}",
            $"иначе {(intact is null ? "посмотрите, в каком снимке они есть" : "верните файлы")}: {restore}");
    }
}
