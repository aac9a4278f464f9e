using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines.Multipass;

/// <summary>
/// Follows a launch by what its client draws: tells the user which step it is at, and gives each step its time. Multipass's own limit covers all of it, a download of hundreds of megabytes
/// included, so it says nothing about a guest that hangs.
/// </summary>
/// <param name="name">The machine.</param>
/// <param name="progress">Is told each step and each percent.</param>
/// <param name="allow">Is told at each sign of life how long the next one may take.</param>
internal sealed partial class LaunchWatch(string name, IProgress<WorkProgress> progress, Action<TimeSpan> allow)
{
    private static readonly TimeSpan Work = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Boot = TimeSpan.FromMinutes(15);

    // cloud-init may install packages.
    private static readonly TimeSpan Settings = TimeSpan.FromMinutes(30);
    private string _last = "";

    /// <summary>The step it is at.</summary>
    public Text Step { get; private set; } = new("Multipass begins", "Multipass начинает работу");

    /// <summary>The time that step was given.</summary>
    public TimeSpan Limit { get; private set; } = Work;

    /// <summary>One piece of the client's output, cut at carriage returns and backspaces.</summary>
    public void Read(string piece)
    {
        string shown = Encoding.UTF8.GetString(MultipassWords.Shown(Encoding.UTF8.GetBytes(piece))).Trim();
        if (shown.Length < 2 || shown == _last || StepOf(shown) is not { } step)
            return;
        _last = shown;
        (Step, Limit) = step;
        allow(Limit);
        progress.Report(Percent().Match(shown) is { Success: true } percent
            ? new WorkProgress(Step, long.Parse(percent.Groups[1].Value, CultureInfo.InvariantCulture), 100, ProgressUnit.Percent)
            : new WorkProgress(Step));
    }

    private (Text Step, TimeSpan Limit)? StepOf(string shown)
    {
        bool Is(string start) => shown.StartsWith(start, StringComparison.Ordinal);
        return Is("Creating ") ? (new Text($"creating VM '{name}' with Multipass", $"создаём ВМ «{name}» средствами Multipass"), Work)
            : Is("Retrieving image") ? (new Text("Multipass fetches the image", "Multipass скачивает образ"), Work)
            : Is("Extracting image") ? (new Text("Multipass unpacks the image", "Multipass распаковывает образ"), Work)
            : Is("Verifying image") ? (new Text("Multipass checks the image", "Multipass проверяет образ"), Work)
            : Is("Preparing image") ? (new Text("Multipass prepares the image", "Multipass готовит образ"), Work)
            : Is("Configuring ") ? (new Text("Multipass configures the VM", "Multipass настраивает ВМ"), Work)
            : Is("Starting ") ? (new Text("the guest boots", "гость загружается"), Boot)
            : Is("Waiting for initialization") ? (new Text("the guest applies its settings and installs packages", "гость применяет настройки и ставит пакеты"), Settings)
            : null;
    }

    [GeneratedRegex(@"(\d{1,3})%")]
    private static partial Regex Percent();
}
