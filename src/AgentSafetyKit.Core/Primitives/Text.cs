namespace AgentSafetyKit.Primitives;

/// <summary>
/// A text for people, in every language the product speaks. Both are parameters of the one constructor, so a text that
/// exists in only one language does not compile.
/// </summary>
/// <param name="English">The English wording.</param>
/// <param name="Russian">The Russian wording.</param>
public readonly record struct Text(string English, string Russian)
{
    /// <summary>No text at all.</summary>
    public static Text None { get; } = new("", "");

    public bool IsEmpty => string.IsNullOrEmpty(English) && string.IsNullOrEmpty(Russian);

    /// <summary>A text that is the same in every language: a name, a path, a command to paste, an operating system's own words.</summary>
    public static Text Verbatim(string words) => new(words, words);

    public string In(Language language) => (language == Language.Russian ? Russian : English) ?? "";

    /// <summary>English: for logs and debuggers. Whatever a user reads goes through <see cref="In"/>.</summary>
    public override string ToString() => English ?? "";
}
