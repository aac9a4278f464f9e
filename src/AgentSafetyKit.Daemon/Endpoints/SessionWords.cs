using System.Text;
using AgentSafetyKit.Boxes;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Primitives;
using Microsoft.AspNetCore.Http;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>What a request about sessions may ask for, each limit with the member that is wrong.</summary>
internal static class SessionWords
{
    private const int LongestInput = 10_000, MostWords = 1000, LongestWord = 96 << 10, LongestStdin = 1 << 20, LongestPath = 1024;
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(1);

    /// <summary>Of a session that asks for nothing else.</summary>
    public static TimeSpan UsualLife(BoxSettings settings) => settings.Lifetime ?? LongestLife;

    /// <exception cref="RefusedRequest">422, naming the member.</exception>
    public static SandboxWish Wish(SessionRequest request, SessionClient client, KitConfig config)
    {
        BoxSettings usual = config.Boxes;
        TimeSpan longest = Longest(usual);
        TimeSpan lifetime = Between(request.TimeoutSeconds, 1, (int)longest.TotalSeconds, "timeoutSeconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : UsualLife(usual);
        string image = request.Image ?? usual.Image;
        if (!SettingValues.BoxImage(image).Problem.IsEmpty)
            throw Wrong("image", SettingValues.BoxImage(image).Problem);
        BoxNetwork network = usual.Network;
        if (request.Network is { } asked)
        {
            (network, Text problem) = SettingValues.OfBoxNetwork(asked, usual);
            if (!problem.IsEmpty)
                throw Wrong("network", problem);
            if (network > usual.Network)
                throw Wrong("network", new Text("the configuration gives sessions no such network (boxes.network)", "настройки не дают сеансам такой сети (boxes.network)"));
        }

        SessionLimitsRequest limits = request.Limits ?? new SessionLimitsRequest();
        var memory = new ByteSize(Between(limits.Memory, 16 << 20, usual.Memory.Bytes, "limits.memory") ?? usual.Memory.Bytes);
        int cores = Between(limits.Cpus, 1, usual.Cores, "limits.cpus") ?? usual.Cores, processes = Between(limits.Pids, 8, usual.Processes, "limits.pids") ?? usual.Processes;
        return new SandboxWish(client.Name, new BoxLimits(image, memory, cores, processes, network, BoxLimits.HostsOf(network, usual)), lifetime, request.Agent, config.Api.MostSessions, client.MostSessions);
    }

    /// <summary>What <see cref="Wish"/> and <see cref="Limit"/> let a client have.</summary>
    public static SessionTermsRecord Terms(SessionClient client, KitConfig config)
    {
        BoxSettings usual = config.Boxes;
        return new SessionTermsRecord(
            (int?)usual.Lifetime?.TotalSeconds,
            (int)Longest(usual).TotalSeconds,
            new SessionLimitsRecord(usual.Memory.Bytes, usual.Cores, usual.Processes),
            CamelWord.Of(usual.Network),
            [.. Enum.GetValues<BoxNetwork>().Where(network => network <= usual.Network && (network != BoxNetwork.Filtered || !usual.Allow.IsEmpty)).Select(network => CamelWord.Of(network))],
            (int)Limit(null, usual).TotalSeconds,
            Math.Min(client.MostSessions ?? int.MaxValue, config.Api.MostSessions));
    }

    /// <exception cref="RefusedRequest">422.</exception>
    public static TimeSpan Limit(int? seconds, BoxSettings settings)
    {
        TimeSpan most = settings.ExecutionLimit ?? LongestLife;
        return Between(seconds, 1, (int)most.TotalSeconds, "timeoutSeconds") is { } given ? TimeSpan.FromSeconds(given) : most;
    }

    /// <exception cref="RefusedRequest">422; 413: it is too long.</exception>
    public static string Input(string input)
    {
        if (input.Length > LongestInput)
            throw RefusedRequest.Of(StatusCodes.Status413PayloadTooLarge, "input", new Text($"it is over {LongestInput} characters", $"в нём больше {LongestInput} знаков"));
        return input.Contains('\0', StringComparison.Ordinal) ? throw Wrong("input", new Text("it holds NUL", "в нём есть символ NUL")) : input;
    }

    /// <exception cref="RefusedRequest">422; 413: it is too long.</exception>
    public static void Check(SessionExecRequest request)
    {
        if (request.Command.Count is 0 or > MostWords || request.Command[0].Length == 0)
            throw Wrong("command", new Text($"it is a program and its arguments, {MostWords} words at most", $"это программа и её аргументы, не больше {MostWords} слов"));
        if (request.Command.Sum(Weight) > LongestWord)
            throw RefusedRequest.Of(StatusCodes.Status413PayloadTooLarge, "command", new Text($"it is over {LongestWord >> 10} KiB", $"она больше {LongestWord >> 10} КиБ"));
        if (request.Stdin?.Length > LongestStdin)
            throw RefusedRequest.Of(StatusCodes.Status413PayloadTooLarge, "stdin", new Text("it is over 1 MiB", "он больше 1 МиБ"));
    }

    /// <summary>A path beneath the session's folder /tmp, or an absolute one.</summary>
    /// <exception cref="RefusedRequest">422.</exception>
    public static string FilePath(string path)
    {
        string[] parts = path.Split('/');
        bool isGood = path.Length is > 0 and <= LongestPath && parts.All(part => part.Length is > 0 and <= 255 && part is not ("." or "..")) && !path.Any(char.IsControl);
        return isGood ? "/tmp/" + path : throw Wrong("path", new Text("it is a path in the session without '.', '..' and empty parts, 1024 letters at most", "это путь в сеансе без «.», «..» и пустых частей, не больше 1024 знаков"));
    }

    /// <summary>Of a word as it is sent, in quotes: all of them together are one argument of ssh, and the kernel takes no longer one than 128 KiB, our script included.</summary>
    private static long Weight(string word) => Encoding.UTF8.GetByteCount(word) + (3L * word.Count(letter => letter == '\'')) + 3;

    private static TimeSpan Longest(BoxSettings usual) => usual.Lifetime > LongestLife ? usual.Lifetime.Value : LongestLife;

    private static RefusedRequest Wrong(string member, Text cause) => RefusedRequest.Of(StatusCodes.Status422UnprocessableEntity, member, cause);

    private static long? Between(long? given, long least, long most, string member) => given is null || (given >= least && given <= most)
        ? given
        : throw Wrong(member, new Text($"it is a number from {least} to {most}", $"допустимо число от {least} до {most}"));

    private static int? Between(int? given, int least, int most, string member) => (int?)Between((long?)given, least, most, member);
}
