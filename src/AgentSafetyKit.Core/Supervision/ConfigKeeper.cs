using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Supervision;

/// <summary>The configuration that is in force: the last good one, whatever has become of the file since.</summary>
/// <param name="file">The file.</param>
/// <param name="context">What it is read against.</param>
/// <param name="time">The clock.</param>
public sealed class ConfigKeeper(string file, ConfigContext context, TimeProvider time)
{
    private byte[]? _good;
    private string? _told;

    public string File => file;

    /// <summary>Null until there was a good one.</summary>
    public KitConfig? Current { get; private set; }

    /// <summary>When <see cref="Current"/> was read.</summary>
    public DateTimeOffset? LoadedAt { get; private set; }

    /// <summary>Why the file as it is now is not in force; null where it is.</summary>
    public KitException? Problem { get; private set; }

    /// <summary>Reads the file again.</summary>
    public ConfigOutcome Read()
    {
        try
        {
            byte[] bytes = ConfigFileLoader.ReadBytes(file);
            if (Current is not null && IsBlank(bytes))
                throw Blank(file);
            bool isSame = _good is not null && bytes.AsSpan().SequenceEqual(_good);
            if (!isSame)
                (Current, _good, LoadedAt) = (ConfigReader.Read(bytes, context).Require(file), bytes, time.GetUtcNow());
            ConfigOutcome outcome = !isSame ? ConfigOutcome.Applied : Problem is null ? ConfigOutcome.Same : ConfigOutcome.Mended;
            (Problem, _told) = (null, null);
            return outcome;
        }
        catch (KitException problem)
        {
            string words = $"{problem.Code} {problem.Cause.English}";
            bool isNew = _told != words;
            (Problem, _told) = (problem, words);
            return isNew ? ConfigOutcome.Broken : ConfigOutcome.Same;
        }
    }

    /// <summary>Nothing but comments. Right for a beginning; where there was a configuration, it is a file caught while it is written, or cut off by a full disk.</summary>
    private static bool IsBlank(ReadOnlySpan<byte> text)
    {
        foreach (Range line in text.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> words = text[line].Trim(" \t\r"u8);
            if (!words.IsEmpty && words[0] != '#')
                return false;
        }

        return true;
    }

    private static KitException Blank(string file)
    {
        string shown = Printable.Escape(file);
        return new KitException(
            ErrorCode.ConfigInvalid,
            new Text($"the configuration {shown} is empty", $"файл настроек {shown} пуст"),
            new Text("there was something in it before: it looks like a file that was cut off", "раньше в нём что-то было: похоже, файл оборван"),
            new Text("put it back (an older copy may lie beside it: *.bak), or write 'mounts: []' to have nothing kept", "верните содержимое (рядом может лежать копия *.bak) или напишите mounts: [], чтобы ничего не поддерживалось"));
    }
}
