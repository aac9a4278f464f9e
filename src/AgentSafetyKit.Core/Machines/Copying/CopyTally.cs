using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines.Copying;

/// <summary>Counts while a copy goes on, and says how far it is.</summary>
internal sealed class CopyTally(Text doing, long total, IProgress<WorkProgress> progress)
{
    private const int MostNotes = 100;
    private const long Step = 1 << 20;
    private readonly List<Text> _notes = [];
    private long _told = -Step;
    private long _files, _bytes, _noteCount;

    public void File()
    {
        _files++;
        Tell(_files % 64 == 0);
    }

    public void Bytes(long count)
    {
        _bytes += count;
        Tell(false);
    }

    public void Note(Text what)
    {
        if (_noteCount++ < MostNotes)
            _notes.Add(what);
    }

    public CopyResult Result() => new(_files, _bytes, _notes, _noteCount);

    private void Tell(bool now)
    {
        if (!now && _bytes - _told < Step)
            return;
        _told = _bytes;
        progress.Report(new WorkProgress(doing, _bytes, Math.Max(total, _bytes), ProgressUnit.Bytes, _files));
    }
}
