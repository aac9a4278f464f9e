using System.Reflection;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>The version this executable was built as.</summary>
internal static class ProductVersion
{
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
}
