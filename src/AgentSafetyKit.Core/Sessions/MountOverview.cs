using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Sessions;

/// <summary>The folders, configured and mounted, each mounted one tried by using it. All at once, and a sick one is a row, never a failure.</summary>
public sealed class MountOverview(MountStore store, TripwireStore tripwires, IVirtualMachineProvider machines)
{
    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(5);

    public async Task<IReadOnlyList<MountView>> ListAsync(KitConfig? config, CancellationToken cancellation)
    {
        IReadOnlyList<MountRecord> records = store.All();
        MountView[] mounted = await Task.WhenAll(records.Select(record => ViewAsync(record, cancellation))).ConfigureAwait(false);
        var sources = new MountSources(config, records);
        IEnumerable<MountView> others = (config?.Mounts ?? [])
            .Select(mount => (Mount: mount, Source: sources.Of(mount)))
            .Where(known => records.All(record => record.Id != MountStore.IdOf(known.Source, known.Mount.Machine)))
            .Select(known => new MountView(known.Source, known.Mount.Target, known.Mount.Machine, known.Mount.ReadOnly, null, Text.None, null)
            {
                Protect = [.. known.Mount.ProtectGiven, .. known.Mount.ProtectsDefault ? ["default"] : Array.Empty<string>()],
                Hide = known.Mount.Hide,
                GuestLocal = known.Mount.GuestLocal,
            });
        return [.. mounted.Concat(others).OrderBy(view => view.Source, StringComparer.Ordinal)];
    }

    private async Task<MountView> ViewAsync(MountRecord record, CancellationToken cancellation)
    {
        MountView View(MountState state, Text cause) => new(record.Source, record.Target, record.Machine, record.ReadOnly, state, cause, record.Since)
        {
            Protect = [.. record.Protect, .. record.ProtectedByDefault ?? []],
            Hide = record.Hide,
            GuestLocal = record.GuestLocal,
            IsTripped = tripwires.Find(record.Id) is not null,
        };
        if (record.State == MountState.Broken)
            return View(MountState.Broken, new Text(record.CauseEnglish ?? "", record.CauseRussian ?? ""));
        if (store.ServerOf(record.Id) == 0)
            return View(MountState.Broken, new Text("the process that serves it is gone; 'agsekit ps' makes it anew for a run at work, 'agsekit umount' clears it", "обслуживающий процесс исчез; «agsekit ps» восстановит его для идущего запуска, «agsekit umount» уберёт запись"));
        if (record.State == MountState.Connecting)
            return View(MountState.Connecting, Text.None);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(ProbePatience);
        try
        {
            SshConnection guest = await machines.ConnectAsync(record.Machine, limit.Token).ConfigureAwait(false);
            return await MountProbe.IsLiveAsync(guest, record.Target, limit.Token).ConfigureAwait(false)
                ? View(MountState.Live, Text.None)
                : View(MountState.Broken, new Text("the guest can not use it", "ВМ не может им пользоваться"));
        }
        catch (KitException error)
        {
            return View(MountState.Broken, error.Cause);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return View(MountState.NoAnswer, new Text("the guest did not answer in time", "ВМ не ответила вовремя"));
        }
    }
}
