namespace AgentSafetyKit.FileTree;

/// <summary>
/// Matches one pattern against one text the way git's wildmatch.c does, over bytes: <c>*</c>, <c>?</c>, <c>[...]</c> with ranges, negation and POSIX classes, backslash, and, in paths, <c>**</c>.
/// A pattern may come from somebody hostile: what was tried in vain is remembered, and a match that takes more than <see cref="MostStates"/> states is taken for none.
/// </summary>
internal ref struct GlobMatch
{
    private const int MostStates = 50_000;
    private readonly ReadOnlySpan<byte> _pattern;
    private readonly ReadOnlySpan<byte> _text;
    private readonly bool _isPath;
    private Dictionary<long, Answer>? _known;
    private int _states;

    private GlobMatch(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text, bool isPath)
    {
        _pattern = pattern;
        _text = text;
        _isPath = isPath;
    }

    private enum Answer
    {
        Match,
        NoMatch,
        AbortAll,
        AbortToStarStar,
    }

    /// <param name="pattern">Without the negation mark and the trailing slash.</param>
    /// <param name="text">A name, or a path below the pattern's folder.</param>
    /// <param name="isPath">A slash is matched by a slash and by <c>**</c> only.</param>
    /// <param name="whenTooHard">The answer where finding it out would take too long.</param>
    public static bool IsMatch(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text, bool isPath, bool whenTooHard = false)
    {
        var match = new GlobMatch(pattern, text, isPath);
        return match.Try(0, 0) == Answer.Match || (whenTooHard && match._states > MostStates);
    }

    /// <summary>NUL at the end, as in C: neither patterns nor names hold one.</summary>
    private static byte At(ReadOnlySpan<byte> bytes, int index) => index < bytes.Length ? bytes[index] : (byte)0;

    private Answer Try(int start, int text)
    {
        if (++_states > MostStates)
            return Answer.AbortAll;
        long key = ((long)start << 32) | (uint)text;
        if (_known is not null && _known.TryGetValue(key, out Answer known))
            return known;
        Answer answer = TryUnknown(start, text);
        if (_states > 64)
            (_known ??= [])[key] = answer;
        return answer;
    }

    private Answer TryUnknown(int start, int text)
    {
        int p = start;
        for (; p < _pattern.Length; p++, text++)
        {
            byte wanted = _pattern[p];
            byte found = At(_text, text);
            if (found == 0 && wanted != '*')
                return Answer.AbortAll;
            switch (wanted)
            {
                case (byte)'?':
                    if (_isPath && found == '/')
                        return Answer.NoMatch;
                    break;
                case (byte)'*':
                    if (Star(start, ref p, ref text, out Answer answer))
                        break;
                    return answer;
                case (byte)'[':
                    if (Class(ref p, found, out answer))
                        break;
                    return answer;
                default:
                    if (wanted == '\\')
                        wanted = At(_pattern, ++p);
                    if (found != wanted)
                        return Answer.NoMatch;
                    break;
            }
        }

        return text < _text.Length ? Answer.NoMatch : Answer.Match;
    }

    /// <summary>True: go on behind the slash that <paramref name="text"/> now stands at.</summary>
    private bool Star(int start, ref int p, ref int text, out Answer answer)
    {
        bool matchesSlash = !_isPath;
        int before = p - 1;
        if (At(_pattern, ++p) == '*')
        {
            while (At(_pattern, ++p) == '*')
            {
            }

            bool alone = (before < start || _pattern[before] == '/') && (At(_pattern, p) is 0 or (byte)'/' || (At(_pattern, p) == '\\' && At(_pattern, p + 1) == '/'));
            if (_isPath && alone)
            {
                if (At(_pattern, p) == '/' && Try(p + 1, text) == Answer.Match)
                {
                    answer = Answer.Match;
                    return false;
                }

                matchesSlash = true;
            }
        }

        int slash = text <= _text.Length ? _text[text..].IndexOf((byte)'/') : -1;
        if (p >= _pattern.Length)
        {
            answer = !matchesSlash && slash >= 0 ? Answer.AbortToStarStar : Answer.Match;
            return false;
        }

        if (!matchesSlash && _pattern[p] == '/')
        {
            answer = Answer.AbortAll;
            if (slash < 0)
                return false;
            text += slash;
            return true;
        }

        answer = Scan(p, text, matchesSlash);
        return false;
    }

    private Answer Scan(int p, int text, bool matchesSlash)
    {
        bool literal = _pattern[p] is not ((byte)'*' or (byte)'?' or (byte)'[' or (byte)'\\');
        while (true)
        {
            byte found = At(_text, text);
            if (found == 0 && text >= _text.Length)
                return Answer.AbortAll;
            if (literal)
            {
                while ((found = At(_text, text)) != 0 && (matchesSlash || found != '/') && found != _pattern[p])
                    text++;
                if (found != _pattern[p])
                    return matchesSlash ? Answer.AbortAll : Answer.AbortToStarStar;
            }

            Answer answer = Try(p, text);
            if (answer != Answer.NoMatch)
            {
                if (!matchesSlash || answer != Answer.AbortToStarStar)
                    return answer;
            }
            else if (!matchesSlash && found == '/')
            {
                return Answer.AbortToStarStar;
            }

            text++;
        }
    }

    /// <summary>True: the class matches, and <paramref name="p"/> stands at its closing bracket.</summary>
    private readonly bool Class(ref int p, byte found, out Answer answer)
    {
        answer = Answer.AbortAll;
        byte current = At(_pattern, ++p);
        bool negated = current is (byte)'!' or (byte)'^';
        if (negated)
            current = At(_pattern, ++p);
        byte previous = 0;
        bool matched = false;
        do
        {
            if (current == 0)
                return false;
            if (current == '\\')
            {
                current = At(_pattern, ++p);
                if (current == 0)
                    return false;
                matched |= found == current;
            }
            else if (current == '-' && previous != 0 && At(_pattern, p + 1) is not (0 or (byte)']'))
            {
                current = At(_pattern, ++p);
                if (current == '\\' && (current = At(_pattern, ++p)) == 0)
                    return false;
                matched |= found <= current && found >= previous;
                current = 0;
            }
            else if (current == '[' && At(_pattern, p + 1) == ':')
            {
                int name = p + 2;
                int end = name < _pattern.Length ? _pattern[name..].IndexOf((byte)']') : -1;
                if (end < 0)
                    return false;
                end += name;
                if (end - name - 1 < 0 || _pattern[end - 1] != ':')
                {
                    matched |= found == '[';
                }
                else
                {
                    if (IsOf(_pattern[name..(end - 1)], found) is not { } member)
                        return false;
                    matched |= member;
                    p = end;
                    current = 0;
                }
            }
            else
            {
                matched |= found == current;
            }

            previous = current;
            current = At(_pattern, ++p);
        }
        while (current != ']');
        answer = Answer.NoMatch;
        return matched != negated && !(_isPath && found == '/');
    }

    /// <summary>Null: there is no class of that name.</summary>
    private static bool? IsOf(ReadOnlySpan<byte> name, byte value)
    {
        char c = value < 0x80 ? (char)value : '\u0080';
        return System.Text.Encoding.ASCII.GetString(name) switch
        {
            "alnum" => char.IsAsciiLetterOrDigit(c),
            "alpha" => char.IsAsciiLetter(c),
            "blank" => c is ' ' or '\t',
            "cntrl" => value is < 0x20 or 0x7f,
            "digit" => char.IsAsciiDigit(c),
            "graph" => value is > 0x20 and < 0x7f,
            "lower" => char.IsAsciiLetterLower(c),
            "print" => value is >= 0x20 and < 0x7f,
            "punct" => value is > 0x20 and < 0x7f && !char.IsAsciiLetterOrDigit(c),
            "space" => c is ' ' or '\t' or '\n' or '\r' || value is 0x0b or 0x0c,
            "upper" => char.IsAsciiLetterUpper(c),
            "xdigit" => char.IsAsciiHexDigit(c),
            _ => null,
        };
    }
}
