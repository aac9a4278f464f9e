namespace AgentSafetyKit.Sessions;

/// <summary>One process of one boot of a guest, as the guest says: who wakes up later can tell that it is still the same one.</summary>
/// <param name="Id">Its number in the guest; also that of its session.</param>
/// <param name="Started">In clock ticks since the guest's boot (proc(5), field 22 of /proc/PID/stat).</param>
/// <param name="Boot">The guest's /proc/sys/kernel/random/boot_id.</param>
public sealed record GuestProcess(int Id, long Started, string Boot);
