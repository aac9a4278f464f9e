using AgentSafetyKit.Primitives;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AgentSafetyKit.Configuration.Yaml;

/// <summary>
/// YamlDotNet's event parser behind bounds: nesting is counted on the stream, before anything recurses, and whatever the parser throws (on broken input also exceptions that are not its own)
/// becomes one problem with a place.
/// </summary>
internal sealed class YamlEvents(string text)
{
    private readonly Parser _parser = new(new StringReader(text));
    private int _depth;

    public ParsingEvent Current { get; private set; } = new StreamStart();

    /// <exception cref="YamlRefusedException">Broken YAML, or nested too deep.</exception>
    public bool MoveNext()
    {
        try
        {
            if (!_parser.MoveNext() || _parser.Current is not { } current)
                return false;
            Current = current;
        }
        catch (YamlException broken)
        {
            throw YamlMessages.Explain(broken.Message, PositionOf(broken.Start), text);
        }
        catch (Exception broken) when (broken is InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException or OverflowException or NullReferenceException or KeyNotFoundException)
        {
            throw YamlMessages.Explain("", PositionOf(Current.End), text);
        }

        _depth += Current.NestingIncrease;
        if (_depth > YamlDocument.DeepestNesting + 2)
            throw TooDeep(PositionOf(Current.Start));
        return true;
    }

    public static SourcePosition PositionOf(Mark mark) => new((int)Math.Clamp(mark.Line, 1, int.MaxValue), (int)Math.Clamp(mark.Column, 1, int.MaxValue));

    public static YamlRefusedException TooDeep(SourcePosition position) => new(
        ConfigRule.TooLarge,
        position,
        new Text($"nested more than {YamlDocument.DeepestNesting} levels deep", $"вложенность больше {YamlDocument.DeepestNesting} уровней"));
}
