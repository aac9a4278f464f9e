using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AgentSafetyKit.Configuration.Effective;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines.Bundles;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Boxes;

/// <summary>
/// The boxes of one VM that runs: containers of rootless Podman, each with a home of its own that stays until the box is removed. Inside is an ordinary user without any right; the
/// root of its files can not be written to. Everything a guest says of them is checked, and safe to print.
/// </summary>
public sealed class GuestBoxes(SshConnection guest)
{
    /// <summary>Names the image's content: the script that makes it is its only source.</summary>
    private static readonly Lazy<string> ImageVersion = new(() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(GuestScript.Read("boxes/base.sh"))))[..16]);

    private const int MostListed = 10_000;
    private static readonly TimeSpan LongStart = TimeSpan.FromMinutes(30), Usual = TimeSpan.FromMinutes(2), Removal = TimeSpan.FromMinutes(10);

    public string Machine => guest.Target.Name;

    /// <summary>Makes the default image, and installs what boxes need; nothing happens where it is there. Without a network too, where the VM's own image holds Podman.</summary>
    /// <param name="sources">Where the VM gets packages from.</param>
    /// <param name="again">Also where it is there.</param>
    /// <param name="progress">Told of each step.</param>
    /// <param name="cancellation">The step the guest is at is finished there.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="KitException">As <see cref="GuestBundles"/>.</exception>
    public async Task<bool> EnsureBaseAsync(GuestSources sources, bool again, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        var subject = new InstallSubject(
            "boxes",
            machine => new Text($"the image of boxes was not made in VM '{machine}'", $"образ для песочниц не собран в ВМ «{machine}»"),
            machine => Text.Verbatim($"agsekit box build-base --vm {machine}"),
            ErrorCode.BundleFailed);
        (_, bool wasThere) = await new GuestBundles(guest, sources)
            .RunScriptAsync(["bundles/common.sh", "boxes/base.sh"], ["boxes", ImageVersion.Value, again ? "again" : ""], [], subject, progress, cancellation).ConfigureAwait(false);
        return wasThere;
    }

    /// <summary>Makes a box, or starts it. Answers its container, for <see cref="EnterSpec"/>, and when its time is over.</summary>
    /// <param name="wish">The box.</param>
    /// <param name="onSetup">Given what its setup script says, a line at a time, as the guest wrote it.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.GuestCommandFailed"/>: it could not be made, or its setup failed; <see cref="ErrorCode.Busy"/>: there are too many.</exception>
    public async Task<(string Container, DateTimeOffset? End)> ReadyAsync(BoxWish wish, Action<string> onSetup, CancellationToken cancellation)
    {
        string? container = null, refused = null;
        DateTimeOffset? end = null;
        bool inSetup = false;
        void Hear(string line)
        {
            string[] words = line.Split(' ', 4);
            switch (words[0])
            {
                case "@box" when words.Length == 4 && IsContainer(words[2]):
                    (container, end) = (words[2], Moment(words[3]));
                    break;
                case "@setup":
                    inSetup = true;
                    break;
                case "@full" or "@unset" or "@uncopied" or "@unpulled" or "@ungated":
                    refused = line;
                    break;
                default:
                    if (inSetup)
                        onSetup(line);
                    break;
            }
        }

        GuestResult result = await guest.RunAsync(BoxScripts.CommandWithGateway("box", Words(wish)), wish.Setup ?? default, LongStart, Hear, cancellation).ConfigureAwait(false);
        return result.Succeeded && container is not null ? (container, end) : throw NotReady(wish, refused, result);
    }

    /// <summary>A command in a box, or its shell where there is none.</summary>
    /// <param name="container">From <see cref="ReadyAsync"/>.</param>
    /// <param name="words">The command; empty: a shell.</param>
    /// <param name="terminal">Whether it gets one of its own.</param>
    public CommandSpec EnterSpec(string container, IReadOnlyCollection<string> words, bool terminal) =>
        guest.InteractiveSpec(BoxScripts.Command("enter", [container, terminal ? "tty" : "", .. words]), terminal);

    /// <summary>The container of a box that runs.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.UnknownName"/>: there is none of this name, or it does not run.</exception>
    public async Task<string> RequireAsync(string name, CancellationToken cancellation)
    {
        IReadOnlyList<(BoxInfo Box, string Container)> all = await ReadAsync(cancellation).ConfigureAwait(false);
        (BoxInfo? box, string container) = all.FirstOrDefault(one => one.Box.Name == name);
        if (box is null)
            throw Unknown(name, all.Select(one => one.Box.Name));
        return box.IsRunning ? container : throw new KitException(
            ErrorCode.MachineNotRunning, new Text($"box '{name}' is not running", $"песочница «{name}» не запущена"), new Text("it was stopped with its VM", "она остановлена вместе с ВМ"), Text.Verbatim($"agsekit box {name}"));
    }

    /// <summary>Those whose time is over are removed first.</summary>
    public async Task<IReadOnlyList<BoxInfo>> ListAsync(CancellationToken cancellation) => [.. (await ReadAsync(cancellation).ConfigureAwait(false)).Select(one => one.Box)];

    /// <summary>Removes boxes with all they hold. Answers the names of those that were there.</summary>
    public async Task<IReadOnlyList<string>> RemoveAsync(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        string[] valid = [.. names.Where(KitName.IsValid)];
        GuestResult said = await guest.RequireAsync(BoxScripts.Command("remove", valid), default, Removal, cancellation).ConfigureAwait(false);
        HashSet<string> gone = [.. said.OutputText.Split('\n').Where(line => line.StartsWith("@gone ", StringComparison.Ordinal)).Select(line => line["@gone ".Length..])];
        return [.. valid.Where(gone.Contains)];
    }

    /// <summary>What a box's setup script said: bytes of the guest's choice, the last mebibyte.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.UnknownName"/>.</exception>
    public async Task<byte[]> LogAsync(string name, CancellationToken cancellation)
    {
        GuestResult said = await guest.RunAsync(BoxScripts.Command("logs", name), default, Usual, cancellation).ConfigureAwait(false);
        return said.Succeeded ? said.Output : throw Unknown(name, []);
    }

    internal static IReadOnlyList<(BoxInfo Box, string Container)> Parse(string listed)
    {
        var found = new List<(BoxInfo, string)>();
        foreach (string line in listed.Split('\n'))
        {
            if (found.Count < MostListed && line.Split(' ') is ["@box", var name, var state, var made, var until, var network, var image, var container]
                && KitName.IsValid(name) && IsContainer(container) && Moment(made) is { } madeAt)
                found.Add((new BoxInfo(name, state == "running", madeAt, Moment(until), network is "none" or "filtered" ? network : "open", Printable.Escape(image)), container));
        }

        return [.. found.OrderBy(one => one.Item1.Name, StringComparer.Ordinal)];
    }

    internal static bool IsContainer(string word) => word.Length is >= 12 and <= 64 && word.All(char.IsAsciiHexDigitLower);

    internal static string Seconds(TimeSpan? time) => time is { } given ? ((long)Math.Ceiling(given.TotalSeconds)).ToString(CultureInfo.InvariantCulture) : "infinity";

    /// <summary>As the scripts take them: image, memory, cores, processes, network, hosts.</summary>
    internal static ImmutableArray<string> Words(BoxLimits limits) =>
    [
        limits.Image, limits.Memory.Bytes.ToString(CultureInfo.InvariantCulture), limits.Cores.ToString(CultureInfo.InvariantCulture), limits.Processes.ToString(CultureInfo.InvariantCulture),
        SettingWords.Of(limits.Network), limits.Hosts,
    ];

    /// <summary>The program that a filtered network leads through does not run.</summary>
    /// <param name="what">What there is not because of it.</param>
    /// <param name="machine">Where.</param>
    /// <param name="said">What was said there, safe to print.</param>
    internal static KitException NoGateway(Text what, string machine, string said) => new(
        ErrorCode.GuestCommandFailed,
        what,
        new Text($"the gateway of its filtered network did not begin: {said}", $"шлюз фильтрованной сети не запустился: {said}"),
        Text.Verbatim($"agsekit exec {machine} -- journalctl --user --lines 20 --unit 'agsekit-gateway-*'"));

    /// <summary>An image is not in the VM, and can not be fetched.</summary>
    /// <param name="what">What there is not because of it.</param>
    /// <param name="image">As Podman names it.</param>
    /// <param name="said">Podman's words, safe to print.</param>
    internal static KitException NoImage(Text what, string image, string said) => new(
        ErrorCode.SourceUnreachable,
        what,
        new Text($"the image {image} is not in the VM and can not be fetched: {said}", $"образа {image} нет в ВМ, и получить его не удалось: {said}"),
        new Text("put it there: agsekit exec VM -- podman pull IMAGE, or podman load (docs/boxes.md)", "поместите его туда: agsekit exec ВМ -- podman pull ОБРАЗ или podman load (docs/boxes.md)"));

    private async Task<IReadOnlyList<(BoxInfo Box, string Container)>> ReadAsync(CancellationToken cancellation) =>
        Parse((await guest.RequireAsync(BoxScripts.Command("list"), default, Usual, cancellation).ConfigureAwait(false)).OutputText);

    private static string[] Words(BoxWish wish) =>
    [
        wish.Name, .. Words(wish.Limits), Seconds(wish.Lifetime), wish.Most.ToString(CultureInfo.InvariantCulture), wish.Setup is null ? "" : "setup",
        .. wish.Folders.SelectMany(folder => folder.IsCopied ? new[] { "+" + folder.Source, folder.Name } : ["=" + folder.Source, "/work/" + folder.Name]),
    ];

    private static DateTimeOffset? Moment(string seconds) =>
        long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out long moment) && moment <= 253402300799 ? DateTimeOffset.FromUnixTimeSeconds(moment) : null;

    private KitException Unknown(string name, IEnumerable<string> known)
    {
        string names = string.Join(", ", known);
        string shown = Printable.Escape(name);
        return new KitException(
            ErrorCode.UnknownName,
            new Text($"there is no box '{shown}' in VM '{Machine}'", $"в ВМ «{Machine}» нет песочницы «{shown}»"),
            names.Length == 0 ? new Text("there is none of this name", "такого имени нет") : Text.Verbatim(names),
            Text.Verbatim("agsekit box ls"));
    }

    private KitException NotReady(BoxWish wish, string? refused, GuestResult result)
    {
        string said = Printable.EscapeLines(result.Error.Length > 0 ? result.Error : Encoding.UTF8.GetBytes(refused ?? "-")).Trim();
        var what = new Text($"box '{wish.Name}' is not ready", $"песочница «{wish.Name}» не готова");
        return refused?.Split(' ')[0] switch
        {
            "@full" => new KitException(
                ErrorCode.Busy, what, new Text($"VM '{Machine}' has {wish.Most} boxes already, which is 'boxes.max'", $"в ВМ «{Machine}» уже {wish.Most} песочниц — столько задано в boxes.max"), Text.Verbatim("agsekit box ls\nagsekit box rm NAME")),
            "@unset" => new KitException(
                ErrorCode.GuestCommandFailed, what, new Text($"its setup script ended with {Printable.Escape(refused[7..])}", $"сценарий настройки завершился с кодом {Printable.Escape(refused[7..])}"),
                Text.Verbatim($"agsekit box logs {wish.Name}\nagsekit box rm {wish.Name}")),
            "@unpulled" => NoImage(what, wish.Limits.Image, said),
            "@ungated" => NoGateway(what, Machine, said),
            "@uncopied" => new KitException(
                ErrorCode.GuestCommandFailed, what, new Text($"a folder could not be copied into it: {said}", $"папку не удалось скопировать в неё: {said}"), Text.Verbatim("agsekit mounts")),
            _ => new KitException(
                ErrorCode.GuestCommandFailed, what, new Text($"the VM says: {said}", $"ВМ сообщает: {said}"), Text.Verbatim($"agsekit box build-base --vm {Machine}")),
        };
    }
}
