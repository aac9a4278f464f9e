using System.Collections.Immutable;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// Starts a run that needs nobody: VM up, first snapshot, folder mounted, agent started under tmux in the guest, a process of its own to watch it. What fails or is cancelled before the agent works is undone; from
/// then on the run goes on whatever happens to us.
/// </summary>
/// <param name="parts">What it works with.</param>
/// <param name="keepers">Watch it afterwards.</param>
public sealed class DetachedRun(AgentRunParts parts, RunKeepers keepers)
{
    private const int Columns = 120, Rows = 36;

    /// <param name="plan">What to do.</param>
    /// <param name="name">What its user calls it; null: nothing but the id.</param>
    /// <param name="progress">Until it works.</param>
    /// <param name="cancellation">Until it works.</param>
    /// <exception cref="KitException">As for any run; <see cref="ErrorCode.Usage"/>: the name is taken.</exception>
    public async Task<RunRecord> StartAsync(RunPlan plan, string? name, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        using FileLock share = parts.Folders.Share(plan.Folder.Source);
        Dictionary<string, string> variables = new(await parts.Secrets.ReadAsync(plan.Agent, cancellation).ConfigureAwait(false), StringComparer.Ordinal);
        RunRecord record = RunOpening.RecordOf(parts, plan) with { Name = name, IsDetached = true };
        parts.Runs.Claim(record);
        try
        {
            return await StartRecordedAsync(plan, record, variables, progress, cancellation).ConfigureAwait(false);
        }
        catch
        {
            RunOpening.GiveUp(parts, record);
            await parts.Away.BringBackAsync(record.Machine).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<RunRecord> StartRecordedAsync(RunPlan plan, RunRecord record, Dictionary<string, string> variables, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        RunTerms terms = RunTerms.Of(plan);
        using RunBackups? backups = RunOpening.BackupsOf(parts, record, terms);
        try
        {
            SshConnection guest = await RunOpening.ReadyAsync(parts, plan, backups, static _ => { }, progress, cancellation).ConfigureAwait(false);
            record = record with { BeforeSnapshot = backups?.BeforeSnapshot };
            parts.Runs.Save(record);
            var launch = new DetachedLaunch(guest, record.Id);
            await launch.RequireTmuxAsync(progress, cancellation).ConfigureAwait(false);
            progress.Report(new WorkProgress(new Text("mounting the folder", "подключаю папку")));
            await parts.Away.SendAsync(plan).ConfigureAwait(false);
            MountWish wish = terms.Wish(record);
            await using MountLease lease = await parts.Mounts.UseAsync(wish, cancellation).ConfigureAwait(false);
            plan.RequireAllowed(parts.MountStore.All(), parts.Runs.Live(), isSent: true);
            try
            {
                progress.Report(new WorkProgress(new Text("starting the agent", "запускаю агента")));
                long changes = parts.MountStore.Changes(wish.Id);
                (ImmutableArray<string> command, IReadOnlyDictionary<string, string> all) =
                    await new GuestProxy(guest, record.Id).PrepareAsync(plan.Proxy, plan.Command, variables, progress, cancellation).ConfigureAwait(false);
                GuestProcess process = await launch.BeginAsync(new AgentDelivery(guest, plan, parts.Agents, progress), plan.GuestFolder, command, all, Columns, Rows, cancellation).ConfigureAwait(false);
                record = record with { Guest = process, Terms = terms, ChangesBefore = changes };
                parts.Runs.Save(record);
                if (backups is not null)
                    await backups.FinishAsync().ConfigureAwait(false);
                record = record with { BeforeSnapshot = backups?.BeforeSnapshot };
                parts.Runs.Save(record);
                return await keepers.StartAsync(record, CancellationToken.None).ConfigureAwait(false);
            }
            catch
            {
                await launch.EndAsync(record.Guest).ConfigureAwait(false);
                throw;
            }
        }
        finally
        {
            if (backups is not null)
                await backups.FinishAsync().ConfigureAwait(false);
        }
    }
}
