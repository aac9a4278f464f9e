using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>What a loop has told already, so that it says everything once until it changes.</summary>
internal sealed class BackupTold
{
    /// <summary>Nobody reads more than these, and a guest can cause as many as it likes.</summary>
    private const int MostWarnings = 50;
    private HashSet<Text> _warnings = [];
    private (ErrorCode Code, string Cause)? _failure;
    private Text _trouble = Text.None;

    /// <summary>An error nobody nearer to it had words for.</summary>
    public static KitException Disk(Exception error) => new(
        ErrorCode.InputOutput,
        new Text("input or output failed", "ошибка ввода-вывода"),
        Text.Verbatim(Printable.Escape(error.Message)),
        new Text("check the disk", "проверьте диск"),
        error);

    /// <summary>Whether this failure is another than the last one.</summary>
    public bool IsNew(KitException failure)
    {
        // How many files are gone, or which process is at work, may differ from one look to the next.
        string cause = failure.Code switch
        {
            ErrorCode.FolderMissing or ErrorCode.Busy or ErrorCode.NoSpace => "",
            // Files that are gone are another matter than files that are left out.
            ErrorCode.SourceEmptied => string.Concat(failure.Cause.English.Where(letter => !char.IsAsciiDigit(letter))),
            _ => failure.Cause.English,
        };
        (ErrorCode, string) now = (failure.Code, cause);
        bool isNew = _failure != now;
        _failure = now;
        return isNew;
    }

    /// <summary>Tells that it worked; true when it had not before.</summary>
    public bool IsOver()
    {
        bool was = _failure is not null;
        _failure = null;
        return was;
    }

    /// <summary>Those that there were none of last time.</summary>
    public IReadOnlyList<SnapshotWarning> New(IReadOnlyList<SnapshotWarning> warnings)
    {
        SnapshotWarning[] shown = [.. warnings.Take(MostWarnings)];
        SnapshotWarning[] fresh = [.. shown.Where(warning => !_warnings.Contains(warning.Describe()))];
        _warnings = [.. shown.Select(warning => warning.Describe())];
        return fresh;
    }

    public bool HearingChanged(Text trouble)
    {
        if (trouble == _trouble || (trouble.IsEmpty && _trouble.IsEmpty))
            return false;
        _trouble = trouble;
        return true;
    }
}
