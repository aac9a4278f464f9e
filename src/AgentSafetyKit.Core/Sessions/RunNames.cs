using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>What a run is called: by its id, by the beginning of it, or by the name its user gave it. A name belongs to the live run that has it, else to the last one that had it.</summary>
public static class RunNames
{
    private const int LongestName = 32, MostListed = 10;

    /// <summary>Letters, digits, dot, dash and underscore, and nothing that could be an id.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.Usage"/>.</exception>
    public static void Check(string name)
    {
        bool fits = name.Length is > 0 and <= LongestName && char.IsAsciiLetter(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');
        if (fits)
            return;
        throw new KitException(
            ErrorCode.Usage,
            new Text($"a run can not be called '{Printable.Escape(name)}'", $"запуск нельзя назвать «{Printable.Escape(name)}»"),
            new Text($"a name begins with a letter and has letters, digits, '.', '-' and '_', {LongestName} at most", $"имя начинается с буквы и состоит из букв, цифр, «.», «-» и «_», не больше {LongestName} знаков"),
            new Text("give another --name", "укажите другое --name"));
    }

    /// <summary>The run that is meant.</summary>
    /// <param name="word">What the user typed.</param>
    /// <param name="runs">The newest first.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.UnknownName"/>, <see cref="ErrorCode.Usage"/>: several begin like that. With a list of those there are.</exception>
    public static RunRecord Resolve(string word, IReadOnlyList<RunRecord> runs)
    {
        RunRecord? exact = runs.FirstOrDefault(run => run.Id == word) ?? runs.FirstOrDefault(run => run.Name == word && run.IsLive) ?? runs.FirstOrDefault(run => run.Name == word);
        if (exact is not null)
            return exact;
        List<RunRecord> fitting = word.Length == 0 ? [] : [.. runs.Where(run => run.Id.StartsWith(word, StringComparison.Ordinal) || run.Id.EndsWith("-" + word, StringComparison.Ordinal))];
        List<RunRecord> live = [.. fitting.Where(run => run.IsLive)];
        return fitting.Count == 1 ? fitting[0] : live.Count == 1 ? live[0] : throw (fitting.Count == 0 ? Unknown(word, runs) : Ambiguous(word, live.Count > 0 ? live : fitting));
    }

    internal static KitException Taken(string name, RunRecord holder) => new(
        ErrorCode.Usage,
        new Text($"the name '{name}' is taken", $"имя «{name}» занято"),
        new Text($"a run that goes on is called that: {holder.Id}, '{Printable.Escape(holder.Agent)}' in {Printable.Escape(holder.Folder)}", $"так называется текущий запуск: {holder.Id}, «{Printable.Escape(holder.Agent)}» в {Printable.Escape(holder.Folder)}"),
        new Text($"give another --name, or end that one: agsekit stop {name}", $"укажите другое --name или завершите тот запуск: agsekit stop {name}"));

    private static KitException Unknown(string word, IReadOnlyList<RunRecord> runs)
    {
        List<RunRecord> live = [.. runs.Where(run => run.IsLive)];
        string? nearest = NearestName.Find(word, runs.SelectMany(run => new[] { run.Id, run.Name }).OfType<string>());
        return new KitException(
            ErrorCode.UnknownName,
            new Text($"there is no run '{Printable.Escape(word)}'", $"нет запуска «{Printable.Escape(word)}»"),
            live.Count == 0 ? new Text("no agent is at work now", "сейчас ни один агент не работает") : new Text($"at work now:{List(live)}", $"сейчас работают:{List(live)}"),
            nearest is null ? Text.Verbatim("agsekit ps --all") : new Text($"did you mean '{nearest}'?", $"возможно, имелось в виду «{nearest}»?"));
    }

    private static KitException Ambiguous(string word, List<RunRecord> fitting) => new(
        ErrorCode.Usage,
        new Text($"'{Printable.Escape(word)}' is not one run", $"«{Printable.Escape(word)}» — не один запуск"),
        new Text($"several begin or end like that:{List(fitting)}", $"так начинается или кончается несколько:{List(fitting)}"),
        new Text("give more of the id, or the name", "укажите больше знаков номера или имя"));

    private static string List(List<RunRecord> runs) => string.Concat(runs.Take(MostListed).Select(run =>
        $"\n    {run.Id}{(run.Name is null ? "" : $" ({Printable.Escape(run.Name)})")}  {Printable.Escape(run.Agent)}  {Printable.Escape(run.Folder)}")) + (runs.Count > MostListed ? "\n    …" : "");
}
