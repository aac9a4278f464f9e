using System.Text;

namespace AgentSafetyKit.Primitives;

/// <summary>
/// Turns what a program wrote to its terminal into lines to read: control sequences (ECMA-48, and xterm's strings) are taken out, what moves the cursor elsewhere ends the line, the rest goes through
/// <see cref="Printable"/>. Fed in pieces, cut anywhere. Nothing a program writes makes a terminal that shows the result do anything, and a string that never ends hides no more than <see cref="LongestString"/> bytes.
/// </summary>
public sealed class PlainTerminalText
{
    internal const int LongestString = 4096;
    private const int LongestLine = 8192, WidestGap = 200;

    private enum State
    {
        Ground,
        Escape,
        Charset,
        Control,
        String,
        StringEscape,
    }

    private readonly List<byte> _line = [];
    private readonly List<byte> _parameters = [];
    private State _state;
    private int _length;
    private bool _returned, _lastWasEmpty = true;

    /// <summary>The lines that are whole by now, each with its line feed.</summary>
    public string Feed(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (byte one in bytes)
            Take(one, text);
        return text.ToString();
    }

    /// <summary>What is left when nothing more comes.</summary>
    public string End()
    {
        var text = new StringBuilder();
        EndLine(text, keepsEmpty: false);
        return text.ToString();
    }

    private void Take(byte one, StringBuilder text)
    {
        switch (_state)
        {
            case State.Ground:
                TakePlain(one, text);
                break;
            case State.Escape:
                TakeEscape(one, text);
                break;
            case State.Charset:
                _state = State.Ground;
                break;
            case State.Control:
                TakeControl(one, text);
                break;
            default:
                TakeString(one, text);
                break;
        }
    }

    private void TakePlain(byte one, StringBuilder text)
    {
        // A return alone goes back over the line: what is written there next is another state of it.
        if (_returned && one is not ((byte)'\n' or (byte)'\r'))
            EndLine(text, keepsEmpty: false);
        _returned = one == '\r';
        switch (one)
        {
            case 0x1b:
                _state = State.Escape;
                break;
            case (byte)'\n':
                EndLine(text, keepsEmpty: true);
                break;
            case (byte)'\t' or >= 0x20:
                _line.Add(one);
                if (_line.Count >= LongestLine && (one & 0xC0) != 0x80)
                    EndLine(text, keepsEmpty: false);
                break;
            case (byte)'\r' or 0x07 or 0x08 or 0x00 or 0x0e or 0x0f:
                break;
            default:
                _line.Add(one);
                break;
        }
    }

    private void TakeEscape(byte one, StringBuilder text)
    {
        (_state, _length) = one switch
        {
            (byte)'[' => (State.Control, 0),
            (byte)']' or (byte)'P' or (byte)'X' or (byte)'^' or (byte)'_' => (State.String, 0),
            (byte)'(' or (byte)')' or (byte)'*' or (byte)'+' or (byte)'#' or (byte)'%' or (byte)' ' => (State.Charset, 0),
            0x1b => (State.Escape, 0),
            _ => (State.Ground, 0),
        };
        _parameters.Clear();
        // Index, next line, reverse index, reset: the cursor goes elsewhere.
        if (one is (byte)'D' or (byte)'E' or (byte)'M' or (byte)'c')
            EndLine(text, keepsEmpty: false);
        else if (_state == State.Ground && one < 0x20)
            TakePlain(one, text);
    }

    private void TakeControl(byte one, StringBuilder text)
    {
        if (one is >= 0x20 and <= 0x3f && ++_length < 64)
        {
            _parameters.Add(one);
            return;
        }

        _state = one == 0x1b ? State.Escape : State.Ground;
        switch (one)
        {
            case (byte)'C' or (byte)'G':
                int gap = one == 'C' && int.TryParse(Encoding.ASCII.GetString([.. _parameters]), out int columns) ? Math.Clamp(columns, 1, WidestGap) : 1;
                if (_line.Count > 0)
                    _line.AddRange(Enumerable.Repeat((byte)' ', gap));
                break;
            case (byte)'A' or (byte)'B' or (byte)'E' or (byte)'F' or (byte)'H' or (byte)'J' or (byte)'d' or (byte)'f' or (byte)'h' or (byte)'l':
                EndLine(text, keepsEmpty: false);
                break;
            case < 0x20 and not 0x1b:
                TakePlain(one, text);
                break;
        }
    }

    private void TakeString(byte one, StringBuilder text)
    {
        if (_state == State.StringEscape && one != '\\')
        {
            // Not the end of the string but another sequence.
            _state = State.Escape;
            TakeEscape(one, text);
        }
        else if (_state == State.StringEscape || one is 0x07 or 0x18 or 0x1a || ++_length >= LongestString)
        {
            _state = State.Ground;
        }
        else if (one == 0x1b)
        {
            _state = State.StringEscape;
        }
    }

    private void EndLine(StringBuilder text, bool keepsEmpty)
    {
        _returned = false;
        string line = Printable.EscapeContent([.. _line]).TrimEnd(' ');
        _line.Clear();
        if (line.Length == 0 && (!keepsEmpty || _lastWasEmpty))
            return;
        _lastWasEmpty = line.Length == 0;
        text.Append(line).Append('\n');
    }
}
