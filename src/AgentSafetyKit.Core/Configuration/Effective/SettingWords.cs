namespace AgentSafetyKit.Configuration.Effective;

/// <summary>Choices as the configuration writes them.</summary>
internal static class SettingWords
{
    public static string Of(ProviderChoice provider) => provider switch
    {
        ProviderChoice.Multipass => "multipass",
        ProviderChoice.Qemu => "qemu",
        _ => "auto",
    };

    public static string Of(LanguageChoice language) => language switch
    {
        LanguageChoice.English => "en",
        LanguageChoice.Russian => "ru",
        _ => "auto",
    };

    public static string Of(LogLevel level) => level switch
    {
        LogLevel.Error => "error",
        LogLevel.Warning => "warning",
        LogLevel.Debug => "debug",
        LogLevel.Trace => "trace",
        _ => "info",
    };

    public static string Of(LogFormat format) => format switch
    {
        LogFormat.Text => "text",
        LogFormat.Json => "json",
        LogFormat.Journal => "journal",
        _ => "auto",
    };

    public static string Of(MachineNetwork network) => network == MachineNetwork.None ? "none" : "open";

    public static string Of(BoxNetwork network) => network switch
    {
        BoxNetwork.Open => "open",
        BoxNetwork.Filtered => "filtered",
        _ => "none",
    };

    public static string Of(OtherFolders others) => others == OtherFolders.Unmount ? "unmount" : "refuse";

    public static string Of(CleanMethod method) => method == CleanMethod.Tail ? "tail" : "thin";

    public static string Of(ForwardKind kind) => kind switch
    {
        ForwardKind.Remote => "remote",
        ForwardKind.Socks5 => "socks5",
        _ => "local",
    };

    public static string Of(MountKind kind) => kind == MountKind.Native ? "native" : "guarded";

    /// <summary>Without what may be a secret between the two of them.</summary>
    public static string Shown(Uri url) => url.GetLeftPart(UriPartial.Path);

    public static string Of(SecretSourceKind kind) => kind switch
    {
        SecretSourceKind.File => "file",
        SecretSourceKind.Command => "command",
        _ => "env",
    };

    public static string Of(bool flag) => flag ? "true" : "false";
}
