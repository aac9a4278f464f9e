using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Diagnostics.Health;

/// <summary>Looks for every trouble that is known. The checks are made side by side, and none can hold the report up or end it: one that fails is a finding itself.</summary>
/// <param name="checks">In the order of the report: what others build on comes first.</param>
/// <param name="time">The clock.</param>
public sealed class Doctor(IReadOnlyList<IHealthCheck> checks, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    public async Task<IReadOnlyList<HealthRow>> LookAsync(CancellationToken cancellation)
    {
        IReadOnlyList<HealthFinding>[] found = await Task.WhenAll(checks.Select(check => LookAsync(check, cancellation))).ConfigureAwait(false);
        return [.. checks.Zip(found).SelectMany(pair => pair.Second.Select(finding => new HealthRow(pair.First, finding, IsRepaired: false)))];
    }

    /// <summary>Puts right what can be, one check after the other, and looks at each of those again.</summary>
    /// <param name="rows">What was found.</param>
    /// <param name="progress">What is being repaired.</param>
    /// <param name="cancellation">Gives it up.</param>
    public async Task<IReadOnlyList<HealthRow>> RepairAsync(IReadOnlyList<HealthRow> rows, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        var after = new List<HealthRow>();
        foreach (IGrouping<IHealthCheck, HealthRow> group in rows.GroupBy(row => row.Check))
        {
            HealthFinding[] broken = [.. group.Select(row => row.Finding).Where(finding => finding.Repair is not null)];
            if (broken.Length == 0)
            {
                after.AddRange(group);
                continue;
            }

            var failures = new List<HealthFinding>();
            foreach (HealthFinding finding in broken)
            {
                progress.Report(new WorkProgress(finding.What));
                if (await TryAsync(finding, cancellation).ConfigureAwait(false) is { } failure)
                    failures.Add(failure);
            }

            IReadOnlyList<HealthFinding> now = await LookAsync(group.Key, cancellation).ConfigureAwait(false);
            if (failures.Count == 0)
                after.AddRange(broken.Where(was => now.All(finding => finding.What != was.What)).Select(was => new HealthRow(group.Key, HealthFinding.Pass(was.What), IsRepaired: true)));
            after.AddRange(now.Concat(failures).Select(finding => new HealthRow(group.Key, finding, IsRepaired: false)));
        }

        return after;
    }

    private static async Task<HealthFinding?> TryAsync(HealthFinding finding, CancellationToken cancellation)
    {
        try
        {
            await finding.Repair!(cancellation).ConfigureAwait(false);
            return null;
        }
        catch (KitException error)
        {
            return HealthFinding.Fail(error);
        }
        catch (Exception error) when (error is SystemCallException or IOException or UnauthorizedAccessException)
        {
            return HealthFinding.Fail(finding.What, Text.Verbatim(Printable.Escape(error.Message)), finding.Fix);
        }
    }

    private async Task<IReadOnlyList<HealthFinding>> LookAsync(IHealthCheck check, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            // Some of them read disks that may not answer.
            return await Task.Run(() => check.LookAsync(limit.Token), limit.Token).WaitAsync(Patience, time, cancellation).ConfigureAwait(false);
        }
        catch (KitException error)
        {
            return [HealthFinding.Fail(error)];
        }
        catch (Exception error) when (error is SystemCallException or IOException or UnauthorizedAccessException)
        {
            return [HealthFinding.Fail(NotLooked(check), Text.Verbatim(Printable.Escape(error.Message)), Text.None)];
        }
        catch (Exception error) when (error is TimeoutException || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return [HealthFinding.Fail(NotLooked(check), new Text($"no answer within {Patience.TotalSeconds:0} s", $"нет ответа за {Patience.TotalSeconds:0} с"), new Text("try again when the computer is less busy", "повторите, когда компьютер будет меньше занят"))];
        }
    }

    private static Text NotLooked(IHealthCheck check) => new($"this could not be looked at: {check.Title.English}", $"не удалось проверить: {check.Title.Russian}");
}
