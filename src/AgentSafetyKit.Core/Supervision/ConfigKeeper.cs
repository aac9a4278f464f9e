using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;

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
}
