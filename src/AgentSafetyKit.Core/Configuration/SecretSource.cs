namespace AgentSafetyKit.Configuration;

/// <summary>Where the value of a secret variable comes from. Its text form never shows <paramref name="Reference"/>: by mistake that may be the secret itself.</summary>
/// <param name="Kind">How <paramref name="Reference"/> is meant.</param>
/// <param name="Reference">The variable's name, the file's absolute path, or the command.</param>
public sealed record SecretSource(SecretSourceKind Kind, string Reference)
{
    public override string ToString() => Kind.ToString();
}
