using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration.Yaml;

/// <summary>What the YAML parser complains about, in words that say what to look for. Its own words are never shown: they speak of tokens, exist in English only and can quote a secret.</summary>
internal static class YamlMessages
{
    private static readonly (string Words, Text Message)[] Known =
    [
        ("invalid tab", new Text("a tab in the indentation; YAML wants spaces", "табуляция в отступе; в YAML нужны пробелы")),
        ("found invalid mapping", new Text("a second ': ' in one value, or a line indented deeper than its neighbours; put the value in quotes or align the line", "второе ': ' в одном значении или строка с большим отступом, чем у соседних; возьмите значение в кавычки или выровняйте строку")),
        ("Mapping values are not allowed", new Text("a ': ' where no value can follow; put the text in quotes or align the line with its neighbours", "': ' там, где не может быть значения; возьмите текст в кавычки или выровняйте строку с соседними")),
        ("quoted scalar, found unexpected end", new Text("a quoted text that is never closed", "текст в кавычках, которые не закрыты")),
        ("unknown escape character", new Text("an unknown escape after '\\' in a text in double quotes; double the '\\' or use single quotes", "неизвестный символ после '\\' в двойных кавычках; удвойте '\\' или возьмите одинарные кавычки")),
        ("cannot start any token", new Text("a value can not begin with this character; put it in quotes", "значение не может начинаться с этого символа; возьмите его в кавычки")),
        ("did not find expected '-'", new Text("a list item ('- …') is expected here; is the line indented as its neighbours?", "здесь ожидается элемент списка ('- …'); такой ли отступ у строки, как у соседних?")),
        ("did not find expected key", new Text("a key ('name: value') is expected here; is the line indented as its neighbours, and is there a ':' with a space?", "здесь ожидается ключ ('имя: значение'); такой ли отступ у строки, как у соседних, и есть ли ':' с пробелом?")),
        ("could not find expected ':'", new Text("a ':' is missing after the key", "после ключа нет ':'")),
        ("did not find expected ',' or", new Text("a ',' or the closing bracket is missing", "нет ',' или закрывающей скобки")),
        ("did not find expected node content", new Text("a value is expected here, not a bracket or comma", "здесь ожидается значение, а не скобка или запятая")),
        ("more than one anchor", new Text("more than one anchor ('&name') for one value", "больше одного якоря ('&имя') у одного значения")),
        ("undefined tag handle", new Text("tags ('!name') are not used here; put the text in quotes", "теги ('!имя') здесь не используются; возьмите текст в кавычки")),
        ("expected <document end>", new Text("text after the end of the document; is a quote or bracket closed too early?", "текст после конца документа; не закрыта ли кавычка или скобка слишком рано?")),
    ];

    private static readonly Text Other = new("not valid YAML here, or just before", "здесь или чуть раньше нарушен синтаксис YAML");

    public static YamlRefusedException Explain(string parserWords, SourcePosition position, string text)
    {
        (string words, Text message) = Array.Find(Known, k => parserWords.Contains(k.Words, StringComparison.OrdinalIgnoreCase));
        if (words is null)
            return new YamlRefusedException(ConfigRule.Syntax, position, Other);
        return new YamlRefusedException(ConfigRule.Syntax, words == "invalid tab" ? FirstTab(text, position) : position, message);
    }

    /// <summary>The parser names the key before the tab.</summary>
    private static SourcePosition FirstTab(string text, SourcePosition from)
    {
        string[] lines = text.Split('\n');
        for (int i = from.Line - 1; i < lines.Length; i++)
        {
            int tab = lines[i].AsSpan(0, lines[i].Length - lines[i].AsSpan().TrimStart().Length).IndexOf('\t');
            if (tab >= 0)
                return new SourcePosition(i + 1, tab + 1);
        }

        return from;
    }
}
