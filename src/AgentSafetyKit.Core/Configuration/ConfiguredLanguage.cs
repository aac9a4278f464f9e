using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Configuration;

/// <summary>The language a configuration asks for, found before anything else is said. A configuration that is missing, unsafe or wrong asks for none: whoever needs it says so, in the language of the environment.</summary>
public static class ConfiguredLanguage
{
    /// <param name="file">The configuration.</param>
    /// <param name="context">Wanted only where the file speaks of a language at all: most do not, and each command would wait for its parsing.</param>
    public static LanguageChoice Of(string file, Func<ConfigContext> context)
    {
        try
        {
            byte[] content = ConfigFileLoader.ReadBytes(file);
            return content.AsSpan().IndexOf("language"u8) < 0 ? LanguageChoice.Auto : ConfigReader.Read(content, context()).Config?.Global.Language ?? LanguageChoice.Auto;
        }
        catch (KitException)
        {
            return LanguageChoice.Auto;
        }
    }
}
