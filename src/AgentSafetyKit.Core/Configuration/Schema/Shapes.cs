using System.Globalization;
using System.Text.RegularExpressions;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration.Schema;

/// <summary>The kinds of single values the configuration knows. The messages name the rule and, except for secrets, the value.</summary>
internal static partial class Shapes
{
    public static ScalarShape<string> Text { get; } = new(new("a text", "текст"), (text, _) => text);

    /// <summary>A text that is never shown.</summary>
    public static ScalarShape<string> Secret { get; } = new(new("a single value", "одно значение"), (text, _) => text);

    public static ScalarShape<string> Word { get; } = new(new("a text that is not empty", "непустой текст"), (text, _) =>
        text.Trim().Length > 0 ? text : ValueProblem.Invalid("may not be empty", "не может быть пустым"));

    /// <summary>As <see cref="Word"/>; the name of an agent is checked against all agents later.</summary>
    public static ScalarShape<string> AgentReference { get; } = new(new("the name of an agent", "имя агента"), (text, _) =>
        text.Length > 0 ? text : ValueProblem.Invalid("the name of an agent is missing; for none at all write []", "не указано имя агента; если не нужен ни один, напишите []"));

    public static ScalarShape<string> Name { get; } = new(new("a name", "имя"), (text, _) => KitName.IsValid(text) ? text : NotName(text));

    public static ScalarShape<string> VariableName { get; } = new(new("the name of an environment variable", "имя переменной окружения"), (text, _) => VariablePattern().IsMatch(text)
        ? text
        : new ValueProblem(ConfigRule.InvalidName, new Text(
            "not the name of an environment variable: letters, digits and '_', no digit first",
            "это не имя переменной окружения: буквы, цифры и '_', первой не цифра")));

    public static ScalarShape<bool> Flag { get; } = new(new("true or false", "true или false"), (text, _) => text switch
    {
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => NotFlag(text, "true", "false"),
    });

    public static ScalarShape<bool> OnOff { get; } = new(new("on or off", "on или off"), (text, _) => text switch
    {
        "on" or "On" or "ON" or "true" or "True" or "TRUE" => true,
        "off" or "Off" or "OFF" or "false" or "False" or "FALSE" => false,
        _ => NotFlag(text, "on", "off"),
    });

    /// <summary>1 to the host's cores.</summary>
    public static ScalarShape<int> Cores { get; } = new(new("a number of CPU cores", "число ядер CPU"), (text, context) => ParseCount(text, 1, context.HostCores, problem =>
        ValueProblem.OutOfRange(
            $"{problem} is out of range: this machine has {context.HostCores} CPU cores, so 1 to {context.HostCores}",
            $"{problem} вне допустимого: у этого компьютера ядер CPU: {context.HostCores}, значит от 1 до {context.HostCores}")));

    public static ScalarShape<ByteSize> Size { get; } = SizeFrom(new ByteSize(1));

    /// <summary>0: none.</summary>
    public static ScalarShape<ByteSize> SizeOrNone { get; } = SizeFrom(default);

    /// <summary>What QEMU and Multipass can boot a Linux with.</summary>
    public static ScalarShape<ByteSize> Memory { get; } = SizeFrom(ByteSize.FromMebibytes(128));

    public static ScalarShape<ByteSize> Disk { get; } = SizeFrom(ByteSize.FromMebibytes(512));

    /// <summary><c>30s</c>, <c>5m</c>, <c>2h</c>, <c>1d</c>; null is <c>never</c>.</summary>
    public static ScalarShape<TimeSpan?> Duration { get; } = new(new("a duration such as 30m or 2h, or never", "длительность, например 30m или 2h, или never"), (text, _) => ParseDuration(text));

    public static ScalarShape<string> HostPath { get; } = new(new("a path", "путь"), PathRules.ParseHost);

    /// <summary>A path whose text is never shown.</summary>
    public static ScalarShape<string> SecretFile { get; } = new(new("a path", "путь"), (text, context) => PathRules.ParseHost(text, context) is { Problem: null } parsed
        ? parsed
        : ValueProblem.Invalid("not an absolute path; begin with / or ~/", "не абсолютный путь; начните с / или ~/"));

    public static ScalarShape<string> SecretCommand { get; } = new(new("a command", "команда"), (text, _) =>
        text.Trim().Length > 0 ? text : ValueProblem.Invalid("may not be empty", "не может быть пустым"));

    /// <summary><c>same</c> stays <c>same</c>.</summary>
    public static ScalarShape<string> GuestPath { get; } = new(new("an absolute path in the VM, or same", "абсолютный путь в ВМ или same"), (text, _) => PathRules.ParseGuest(text));

    public static ScalarShape<string> BeneathMount { get; } = new(new("a pattern of paths beneath the folder", "шаблон путей внутри папки"), (text, _) => PathRules.ParsePattern(text));

    /// <summary>A line of an ignore file that can fit something.</summary>
    public static ScalarShape<string> IgnorePattern { get; } = new(new("a pattern as in .gitignore", "шаблон, как в .gitignore"), (text, _) => PathRules.ParseIgnorePattern(text));

    public static ScalarShape<string> FolderBeneathMount { get; } = new(new("a folder beneath the folder", "папка внутри папки"), (text, _) => PathRules.ParseFolder(text));

    public static ScalarShape<string> Image { get; } = new(new("an image", "образ"), (text, _) => ImagePattern().IsMatch(text)
        ? text
        : ValueProblem.Invalid(
            $"{ProblemWords.Quoted(text)} is not an image: default, ubuntu:24.04, debian:12, build:debian:bookworm, file:///path or https://…",
            $"{ProblemWords.Quoted(text)} — не образ: default, ubuntu:24.04, debian:12, build:debian:bookworm, file:///путь или https://…"));

    /// <summary>As it is written; <see cref="BundleKinds.Find"/> takes it apart.</summary>
    public static ScalarShape<string> Bundle { get; } = new(new("a bundle", "набор"), (text, _) => BundleKinds.Parse(text) is { Problem: { } problem } ? problem : text);

    /// <summary>An address that may hold a password, so it is not shown. Nothing in it means anything to the files of the guest it is written into.</summary>
    public static ScalarShape<string> Mirror { get; } = new(new("an address such as https://mirror.example/debian", "адрес, например https://mirror.example/debian"), (text, _) => MirrorPattern().IsMatch(text)
        ? text
        : ValueProblem.Invalid("is not an address such as https://mirror.example/debian", "это не адрес вида https://mirror.example/debian"));

    /// <summary><c>127.0.0.1:8080</c>, <c>[::1]:8080</c>.</summary>
    public static ScalarShape<string> Address { get; } = new(new("an address such as 127.0.0.1:8080", "адрес, например 127.0.0.1:8080"), (text, _) =>
        AddressPattern().Match(text) is { Success: true } match && int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) is >= 1 and <= 65535
            ? text
            : ValueProblem.Invalid($"{ProblemWords.Quoted(text)} is not an address such as 127.0.0.1:8080", $"{ProblemWords.Quoted(text)} — не адрес вида 127.0.0.1:8080"));

    /// <summary><c>scheme://host:port</c>, empty for none. It may hold a password, so it is not shown.</summary>
    public static ScalarShape<string> Proxy { get; } = new(new("an address such as socks5://127.0.0.1:1080", "адрес, например socks5://127.0.0.1:1080"), (text, _) => text.Length == 0 || ProxyAddress.Parse(text) is not null
        ? text
        : ValueProblem.Invalid("is not an address such as socks5://127.0.0.1:1080 (http, https, socks4 or socks5)", "это не адрес вида socks5://127.0.0.1:1080 (http, https, socks4 или socks5)"));

    /// <summary>The address of a proxy as programs take it from HTTP_PROXY; not shown either.</summary>
    public static ScalarShape<string> ProxyUrl { get; } = new(new("an address such as http://127.0.0.1:3128", "адрес, например http://127.0.0.1:3128"), (text, _) => text.Length == 0 || ProxyUrlPattern().IsMatch(text)
        ? text
        : ValueProblem.Invalid("is not an address such as http://127.0.0.1:3128", "это не адрес вида http://127.0.0.1:3128"));

    public static ScalarShape<int> Count(int least, int most) => new(new($"a whole number from {least} to {most}", $"целое число от {least} до {most}"), (text, _) => ParseCount(text, least, most, shown =>
        ValueProblem.OutOfRange($"{shown} is out of range: {least} to {most}", $"{shown} вне допустимого: от {least} до {most}")));

    public static ScalarShape<T> Choice<T>(params (string Name, T Value)[] choices)
    {
        string names = string.Join(", ", choices.Select(c => c.Name));
        return new(new($"one of {names}", $"одно из: {names}"), (text, _) =>
        {
            foreach ((string name, T value) in choices)
            {
                if (name == text)
                    return value;
            }

            string? near = NearestName.Find(text, choices.Select(c => c.Name));
            return ValueProblem.Invalid($"{ProblemWords.Quoted(text)} is not one of {names}", $"{ProblemWords.Quoted(text)} — не из числа допустимых: {names}", near);
        });
    }

    public static ScalarShape<ByteSize> SizeOf(ByteSize least) => SizeFrom(least);

    private static ScalarShape<ByteSize> SizeFrom(ByteSize least) => new(new("a size such as 4G or 512M", "размер, например 4G или 512M"), (text, _) =>
    {
        if (text == "0" && least.Bytes == 0)
            return least;
        if (!ByteSize.TryParse(text, out ByteSize size))
            return ValueProblem.Invalid($"{ProblemWords.Quoted(text)} is not a size such as 4G, 512M or plain bytes", $"{ProblemWords.Quoted(text)} — не размер вида 4G, 512M или число байт");
        if (size >= least)
            return size;
        string? unit = size.Bytes < 1024 && text.All(char.IsAsciiDigit) ? text + "G" : null;
        return new ValueProblem(ConfigRule.OutOfRange, ProblemWords.WithSuggestion(new Text(
            $"{ProblemWords.Quoted(text)} is too little: {least.ToConfig()} at least",
            $"{ProblemWords.Quoted(text)} — слишком мало: не меньше {least.ToConfig()}"), unit), unit);
    });

    private static Parsed<int> ParseCount(string text, int least, int most, Func<string, ValueProblem> outOfRange)
    {
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal number))
        {
            return WholeNumber().IsMatch(text)
                ? outOfRange(ProblemWords.Quoted(text))
                : ValueProblem.Invalid($"{ProblemWords.Quoted(text)} is not a whole number", $"{ProblemWords.Quoted(text)} — не целое число");
        }

        return number < least || number > most ? outOfRange(text.Length > 20 ? ProblemWords.Quoted(text) : text) : (int)number;
    }

    private static Parsed<TimeSpan?> ParseDuration(string text)
    {
        if (text == "never")
            return new Parsed<TimeSpan?>(null, null);
        Match match = DurationPattern().Match(text);
        if (!match.Success)
            return ValueProblem.Invalid($"{ProblemWords.Quoted(text)} is not a duration such as 30s, 5m, 2h, 1d, or never", $"{ProblemWords.Quoted(text)} — не длительность вида 30s, 5m, 2h, 1d и не never");
        int number = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        if (number == 0)
            return ValueProblem.OutOfRange($"{ProblemWords.Quoted(text)} is no time at all; for none at all write never", $"{ProblemWords.Quoted(text)} — нулевая длительность; чтобы не ограничивать, напишите never");
        return new Parsed<TimeSpan?>(match.Groups[2].Value switch
        {
            "s" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            "h" => TimeSpan.FromHours(number),
            _ => TimeSpan.FromDays(number),
        }, null);
    }

    private static ValueProblem NotName(string text)
    {
        string plain = text.ToLowerInvariant().Replace('_', '-').Replace(' ', '-');
        string? meant = KitName.IsValid(plain) ? plain : null;
        return new ValueProblem(ConfigRule.InvalidName, ProblemWords.WithSuggestion(new Text(
            $"{ProblemWords.Quoted(text)} is not a valid name: small letters a-z, digits and '-', a letter first, 63 at most",
            $"{ProblemWords.Quoted(text)} — недопустимое имя: строчные буквы a-z, цифры и '-', первой буква, не больше 63 знаков"), meant), meant);
    }

    private static ValueProblem NotFlag(string text, string yes, string no)
    {
        string? meant = text.ToLowerInvariant() switch
        {
            "yes" or "y" or "on" or "1" => yes,
            "no" or "n" or "off" or "0" => no,
            var other => NearestName.Find(other, [yes, no]),
        };
        return ValueProblem.Invalid($"{ProblemWords.Quoted(text)} is neither {yes} nor {no}", $"{ProblemWords.Quoted(text)} — ни {yes}, ни {no}", meant);
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]{0,254}\z", RegexOptions.CultureInvariant)]
    private static partial Regex VariablePattern();

    [GeneratedRegex(@"\A[+-]?[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"\Ahttps?://[A-Za-z0-9._~:/?@!$&()*+,;=%\[\]-]{1,2000}\z", RegexOptions.CultureInvariant)]
    private static partial Regex MirrorPattern();

    [GeneratedRegex(@"\A(?:https?|socks[45][ah]?)://[A-Za-z0-9._~:/?@!$&()*+,;=%\[\]-]{1,2000}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ProxyUrlPattern();

    [GeneratedRegex(@"\A([0-9]{1,6})([smhd])\z", RegexOptions.CultureInvariant)]
    private static partial Regex DurationPattern();

    [GeneratedRegex(@"\A(?:default|(?:ubuntu|debian):[a-z0-9.]{1,32}|build:debian:[a-z]{1,32}|file:///[^\p{Cc}]{1,4096}|https?://[^\p{Cc}\s]{1,4096})\z", RegexOptions.CultureInvariant)]
    private static partial Regex ImagePattern();

    [GeneratedRegex(@"\A(?:[A-Za-z0-9._-]{1,253}|\[[0-9a-fA-F:.]{2,45}\]):([0-9]{1,5})\z", RegexOptions.CultureInvariant)]
    private static partial Regex AddressPattern();
}
