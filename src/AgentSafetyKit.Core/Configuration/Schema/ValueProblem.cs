using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration.Schema;

/// <summary>Why a text is not a valid value.</summary>
internal sealed record ValueProblem(ConfigRule Rule, Text Message, string? Suggestion = null)
{
    public static ValueProblem Invalid(string english, string russian, string? suggestion = null) =>
        new(ConfigRule.InvalidValue, ProblemWords.WithSuggestion(new Text(english, russian), suggestion), suggestion);

    public static ValueProblem OutOfRange(string english, string russian) => new(ConfigRule.OutOfRange, new Text(english, russian));
}
