namespace AgentSafetyKit.UnitTests.Architecture;

/// <summary>
/// Tells the code of a C# file from its words: comments and literals. Knows plain, verbatim, raw and interpolated strings, whose holes are code again.
/// </summary>
internal sealed class SourceText
{
    private readonly string _text;
    private readonly char[] _code;
    private readonly List<Range> _literals = [];
    private int _at;

    private SourceText(string text)
    {
        _text = text;
        _code = text.ToCharArray();
    }

    /// <summary>The text with comments and words blanked; quotes stay.</summary>
    public static string WithoutWords(string text) => new string(Read(text)._code);

    /// <summary>Where the words of string literals stand, without their quotes and without the holes of interpolated ones.</summary>
    public static IReadOnlyList<Range> Literals(string text) => Read(text)._literals;

    private static SourceText Read(string text)
    {
        var reader = new SourceText(text);
        reader.Code(endsAtBrace: false);
        return reader;
    }

    private bool Sees(string words) => string.CompareOrdinal(_text, _at, words, 0, words.Length) == 0;

    private void Code(bool endsAtBrace)
    {
        int depth = 0;
        while (_at < _text.Length)
        {
            char letter = _text[_at];
            if (Sees("//"))
                BlankUntil("\n", keepEnd: true);
            else if (Sees("/*"))
                BlankUntil("*/", keepEnd: false);
            else if (letter == '\'')
                Character();
            else if (letter is '"' or '$' or '@' && StartsString())
                String();
            else if (letter == '}' && endsAtBrace && depth-- == 0)
                return;
            else
            {
                depth += letter == '{' ? 1 : 0;
                _at++;
            }
        }
    }

    private bool StartsString()
    {
        int i = _at;
        while (i < _text.Length && _text[i] is '$' or '@')
            i++;
        return i < _text.Length && _text[i] == '"';
    }

    private void BlankUntil(string end, bool keepEnd)
    {
        int found = _text.IndexOf(end, _at + 2, StringComparison.Ordinal);
        int stop = found < 0 ? _text.Length : found + (keepEnd ? 0 : end.Length);
        while (_at < stop)
            Blank();
    }

    private void Blank()
    {
        if (_text[_at] != '\n')
            _code[_at] = ' ';
        _at++;
    }

    private void Character()
    {
        _at++;
        while (_at < _text.Length && _text[_at] is not ('\'' or '\n'))
        {
            if (_text[_at] == '\\')
                Blank();
            Blank();
        }

        _at++;
    }

    private void String()
    {
        int dollars = 0;
        bool verbatim = false;
        for (; _text[_at] != '"'; _at++)
        {
            dollars += _text[_at] == '$' ? 1 : 0;
            verbatim |= _text[_at] == '@';
        }

        int quotes = 0;
        while (_at + quotes < _text.Length && _text[_at + quotes] == '"')
            quotes++;
        if (quotes >= 3)
        {
            _at += quotes;
            Words(new string('"', quotes), escapes: false, doubled: false, holeBraces: dollars);
        }
        else
        {
            _at++;
            Words("\"", escapes: !verbatim, doubled: verbatim, holeBraces: dollars);
        }
    }

    private void Words(string end, bool escapes, bool doubled, int holeBraces)
    {
        int start = _at;
        string open = new('{', Math.Max(1, holeBraces)), close = new('}', Math.Max(1, holeBraces));
        while (_at < _text.Length)
        {
            if (doubled && Sees("\"\""))
            {
                Blank();
                Blank();
            }
            else if (Sees(end))
            {
                break;
            }
            else if (escapes && _text[_at] == '\\')
            {
                Blank();
                Blank();
            }
            else if (holeBraces == 1 && end.Length == 1 && (Sees("{{") || Sees("}}")))
            {
                Blank();
                Blank();
            }
            else if (holeBraces > 0 && Sees(open))
            {
                _literals.Add(start.._at);
                _at += open.Length;
                Code(endsAtBrace: true);
                _at += close.Length;
                start = _at;
            }
            else
            {
                Blank();
            }
        }

        _literals.Add(start..Math.Min(_at, _text.Length));
        _at += end.Length;
    }
}
