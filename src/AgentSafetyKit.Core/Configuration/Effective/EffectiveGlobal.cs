namespace AgentSafetyKit.Configuration.Effective;

/// <summary>The section <c>global</c>.</summary>
/// <param name="ConfigCheckSeconds"><c>portforward_config_check_interval_sec</c>.</param>
/// <param name="ProxyPortStart"><c>http_proxy_port_pool.start</c>.</param>
/// <param name="ProxyPortEnd"><c>http_proxy_port_pool.end</c>.</param>
/// <param name="Provider">auto, multipass or qemu.</param>
/// <param name="Language">auto, en or ru.</param>
/// <param name="UnmountAfterSeconds"><c>idle.unmount_after</c>; null: never.</param>
/// <param name="StopVmAfterSeconds"><c>idle.stop_vm_after</c>; null: never.</param>
public sealed record EffectiveGlobal(string SshKeysFolder, int ConfigCheckSeconds, int ProxyPortStart, int ProxyPortEnd, string Provider, string Language, long? UnmountAfterSeconds, long? StopVmAfterSeconds);
