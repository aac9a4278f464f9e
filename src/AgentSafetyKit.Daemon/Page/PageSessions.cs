using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace AgentSafetyKit.Daemon.Page;

/// <summary>
/// Who may use the web page. A ticket opens it once, within a minute; then the browser has two halves of a secret. The cookie alone opens nothing: browsers send it to every port of this computer's loopback, where
/// servers of a guest may listen too. The key alone opens nothing either: scripts can read it. All of it is gone with the daemon.
/// </summary>
internal sealed class PageSessions(TimeProvider time)
{
    public static readonly TimeSpan TicketLife = TimeSpan.FromMinutes(1), IdleLife = TimeSpan.FromHours(12);
    private const int MostTickets = 16, MostSessions = 32, RandomBytes = 32;
    private readonly Lock _giving = new();
    private readonly Dictionary<string, DateTimeOffset> _tickets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private volatile bool _isWanted;

    /// <summary>Somebody has asked for the page since the daemon was started: until then nothing of it is served.</summary>
    public bool IsWanted => _isWanted;

    /// <summary>Sessions that are open, as <see cref="Find"/> names them.</summary>
    public IEnumerable<string> Open => _sessions.Where(session => !IsOver(session.Value)).Select(session => session.Key);

    public (string Ticket, DateTimeOffset ExpiresAt) GiveTicket()
    {
        _isWanted = true;
        string ticket = Secret();
        DateTimeOffset until = time.GetUtcNow() + TicketLife;
        lock (_giving)
        {
            foreach (string old in _tickets.Where(known => known.Value <= time.GetUtcNow()).Select(known => known.Key).ToArray())
                _tickets.Remove(old);
            if (_tickets.Count >= MostTickets)
                _tickets.Remove(_tickets.MinBy(known => known.Value).Key);
            _tickets[HashOf(ticket)] = until;
        }

        return (ticket, until);
    }

    /// <summary>Null: there is no such ticket, or none any more.</summary>
    public (string Cookie, string Key)? Enter(string ticket)
    {
        lock (_giving)
        {
            if (!_tickets.Remove(HashOf(ticket), out DateTimeOffset until) || until <= time.GetUtcNow())
                return null;
        }

        foreach (string over in _sessions.Where(session => IsOver(session.Value)).Select(session => session.Key).ToArray())
            _sessions.TryRemove(over, out _);
        if (_sessions.Count >= MostSessions)
            _sessions.TryRemove(_sessions.MinBy(session => session.Value.LastUse).Key, out _);
        (string cookie, string key) = (Secret(), Secret());
        _sessions[HashOf(cookie)] = new Session(HashOf(key)) { LastUse = time.GetTimestamp() };
        return (cookie, key);
    }

    /// <summary>The name of the session that these two are of; null: none.</summary>
    public string? Find(string cookie, string key)
    {
        string name = HashOf(cookie);
        if (!_sessions.TryGetValue(name, out Session? session) || IsOver(session) || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(HashOf(key)), Encoding.ASCII.GetBytes(session.KeyHash)))
            return null;
        session.LastUse = time.GetTimestamp();
        return name;
    }

    public void Leave(string name) => _sessions.TryRemove(name, out _);

    private bool IsOver(Session session) => time.GetElapsedTime(session.LastUse) > IdleLife;

    private static string Secret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(RandomBytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string HashOf(string letters) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(letters)));

    private sealed class Session(string keyHash)
    {
        private long _lastUse;

        public string KeyHash => keyHash;

        public long LastUse
        {
            get => Interlocked.Read(ref _lastUse);
            set => Interlocked.Exchange(ref _lastUse, value);
        }
    }
}
