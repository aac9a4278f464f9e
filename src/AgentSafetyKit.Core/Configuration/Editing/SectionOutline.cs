using AgentSafetyKit.Configuration.Yaml;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AgentSafetyKit.Configuration.Editing;

/// <summary>Where in a text a top-level section lies, found on the event stream. Offsets count characters.</summary>
internal sealed class SectionOutline
{
    private readonly Stack<bool> _flows = new();
    private bool _keyNext = true;
    private bool _inSection;

    private SectionOutline()
    {
    }

    /// <summary>The root is written in braces.</summary>
    public bool RootIsFlow { get; private set; }

    /// <summary>Columns before the root's keys; 0 where there are none yet.</summary>
    public int RootIndent { get; private set; }

    /// <summary>Just behind the last thing in the root that is not a comment; -1 for an empty root.</summary>
    public int RootContentEnd { get; private set; } = -1;

    /// <summary>Just behind the root's opening brace.</summary>
    public int RootStart { get; private set; }

    /// <summary>Where the document is closed by <c>...</c>, else the end of the text.</summary>
    public int DocumentEnd { get; private set; }

    /// <summary>The document's last value is a block scalar, whose end a blank line could belong to.</summary>
    public bool EndsWithBlockScalar { get; private set; }

    /// <summary>Just behind the section's key; -1 if there is no such key.</summary>
    public int KeyEnd { get; private set; } = -1;

    /// <summary>The first event of the section's value.</summary>
    public ParsingEvent? Value { get; private set; }

    /// <summary>Behind the value's opening bracket and before its closing one, for a flow collection.</summary>
    public (int Open, int Close) Brackets { get; private set; }

    /// <summary>Just behind the last content of the value; -1 for none.</summary>
    public int ContentEnd { get; private set; } = -1;

    /// <summary>Where the first item or key of the value begins; -1 for none.</summary>
    public int FirstItem { get; private set; } = -1;

    /// <summary>That content is a block scalar whose end lies at the start of a line.</summary>
    public bool ContentIsBlockScalar { get; private set; }

    /// <exception cref="YamlRefusedException">The text is not YAML.</exception>
    public static SectionOutline Of(string text, string section)
    {
        var outline = new SectionOutline { DocumentEnd = text.Length };
        outline.Walk(new YamlEvents(text), text.Length, section);
        return outline;
    }

    private void Walk(YamlEvents events, int length, string section)
    {
        while (events.MoveNext())
        {
            ParsingEvent at = events.Current;
            int start = (int)Math.Min(at.Start.Index, length);
            switch (at)
            {
                case DocumentEnd { IsImplicit: false }:
                    DocumentEnd = start;
                    break;
                case MappingStart mapping:
                    Begin(at, start, section);
                    _flows.Push(mapping.Style == MappingStyle.Flow);
                    break;
                case SequenceStart sequence:
                    Begin(at, start, section);
                    _flows.Push(sequence.Style == SequenceStyle.Flow);
                    break;
                case Scalar or AnchorAlias:
                    Begin(at, start, section);
                    // An empty value stands for nothing in the text, and its mark can be anywhere.
                    if (at is not Scalar { Style: ScalarStyle.Plain, Value.Length: 0 })
                        Content((int)Math.Min(at.End.Index, length), at is Scalar { Style: ScalarStyle.Literal or ScalarStyle.Folded });
                    Complete();
                    break;
                case MappingEnd or SequenceEnd:
                    Close(start);
                    break;
            }
        }
    }

    private void Begin(ParsingEvent at, int start, string section)
    {
        if (_flows.Count == 0)
        {
            RootIsFlow = at is MappingStart { Style: MappingStyle.Flow };
            RootIndent = at is MappingStart ? (int)at.Start.Column - 1 : 0;
            RootStart = start + 1;
        }
        else if (_flows.Count == 1 && _keyNext)
        {
            _inSection = at is Scalar key && key.Value == section;
            if (_inSection)
                KeyEnd = (int)at.End.Index;
        }
        else if (_inSection && _flows.Count == 1)
        {
            Value = at;
            Brackets = (start + 1, -1);
        }
        else if (_inSection && FirstItem < 0)
        {
            FirstItem = start;
        }
    }

    private void Content(int end, bool isBlockScalar)
    {
        RootContentEnd = end;
        EndsWithBlockScalar = isBlockScalar;
        if (!_inSection || _flows.Count <= 1)
            return;
        ContentEnd = end;
        ContentIsBlockScalar = isBlockScalar;
    }

    private void Close(int start)
    {
        bool flow = _flows.Pop();
        if (flow && _flows.Count > 0)
        {
            // The parser's mark of a flow collection's end is the closing bracket.
            if (_inSection && _flows.Count == 1)
                Brackets = (Brackets.Open, start);
            Content(start + 1, isBlockScalar: false);
        }

        Complete();
    }

    /// <summary>A node is over; directly in the root, keys and values take turns.</summary>
    private void Complete()
    {
        if (_flows.Count != 1)
            return;
        _inSection &= _keyNext;
        _keyNext = !_keyNext;
    }
}
