using System.Text;

namespace AgentSafetyKit.Configuration;

/// <summary>config-example.yaml of the repository, built in: every key with its default and one line about it.</summary>
public static class ConfigExample
{
    public static string Text { get; } = Load();

    private static string Load()
    {
        using Stream stream = typeof(ConfigExample).Assembly.GetManifestResourceStream("config-example.yaml")
            ?? throw new InvalidOperationException("config-example.yaml is missing from the build");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
