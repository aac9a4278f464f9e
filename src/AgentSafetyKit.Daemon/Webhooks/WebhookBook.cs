using System.Collections.Concurrent;
using System.Text.Json;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Daemon.Webhooks;

/// <summary>The messages that have not arrived yet, a file each: a daemon that comes back goes on with them.</summary>
internal sealed class WebhookBook(string folder)
{
    /// <summary>More than these nobody wants any more; the oldest are forgotten.</summary>
    private const int Most = 1000;

    private readonly ConcurrentDictionary<string, WebhookDelivery> _all = new(StringComparer.Ordinal);

    /// <summary>What an earlier daemon left.</summary>
    public void Load()
    {
        if (!Directory.Exists(folder))
            return;
        foreach (string file in Directory.EnumerateFiles(folder, "*.json"))
        {
            if (Read(file) is { } delivery)
                _all[delivery.Id] = delivery;
        }
    }

    public void Save(WebhookDelivery delivery)
    {
        _all[delivery.Id] = delivery;
        PrivateFolder.Ensure(folder);
        AtomicFile.Write(FileOf(delivery.Id), JsonSerializer.SerializeToUtf8Bytes(delivery, WebhookRecords.Default.WebhookDelivery));
        foreach (WebhookDelivery old in _all.Values.OrderByDescending(one => one.MadeAt).Skip(Most))
            Remove(old.Id);
    }

    public void Remove(string id)
    {
        _all.TryRemove(id, out _);
        File.Delete(FileOf(id));
    }

    /// <summary>What is to be tried now, the oldest first.</summary>
    public IReadOnlyList<WebhookDelivery> Due(DateTimeOffset now, int most) => [.. _all.Values.Where(one => one.Next <= now).OrderBy(one => one.Next).Take(most)];

    private static WebhookDelivery? Read(string file)
    {
        try
        {
            WebhookDelivery? delivery = JsonSerializer.Deserialize(File.ReadAllBytes(file), WebhookRecords.Default.WebhookDelivery);
            return delivery is { Id: not null, Url: not null, Body: not null } && Path.GetFileNameWithoutExtension(file) == delivery.Id ? delivery : null;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string FileOf(string id) => Path.Combine(folder, id + ".json");
}
