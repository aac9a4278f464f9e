using AgentSafetyKit.Daemon.Page;
using AgentSafetyKit.UnitTests.Supervision;

namespace AgentSafetyKit.UnitTests.Daemon;

public sealed class PageSessionsTests
{
    private readonly SteppedTime _time = new();

    [Test]
    public void A_ticket_opens_once_and_within_its_minute()
    {
        var sessions = new PageSessions(_time);
        Assert.That(sessions.IsWanted, Is.False, "nothing is served unasked");
        (string first, _) = sessions.GiveTicket();
        (string late, DateTimeOffset until) = sessions.GiveTicket();
        Assert.That((sessions.IsWanted, until), Is.EqualTo((true, _time.GetUtcNow() + PageSessions.TicketLife)));
        Assert.That(sessions.Enter(first), Is.Not.Null);
        Assert.That(sessions.Enter(first), Is.Null);
        _time.Pass(PageSessions.TicketLife);
        Assert.That(sessions.Enter(late), Is.Null);
        Assert.That(sessions.Enter(""), Is.Null);
    }

    [Test]
    public void Both_halves_of_one_session_are_needed_until_it_was_not_used_for_long()
    {
        var sessions = new PageSessions(_time);
        (string cookie, string key) = sessions.Enter(sessions.GiveTicket().Ticket)!.Value;
        (string otherCookie, string otherKey) = sessions.Enter(sessions.GiveTicket().Ticket)!.Value;
        Assert.That(sessions.Find(cookie, key), Is.Not.Null);
        foreach ((string one, string two) in new[] { (cookie, otherKey), (otherCookie, key), (key, cookie), (cookie, ""), ("", key), (cookie, cookie) })
            Assert.That(sessions.Find(one, two), Is.Null);
        _time.Pass(PageSessions.IdleLife);
        Assert.That(sessions.Find(cookie, key), Is.Not.Null);
        _time.Pass(TimeSpan.FromMinutes(1));
        Assert.That(sessions.Find(otherCookie, otherKey), Is.Null, "not used for too long");
        string name = sessions.Find(cookie, key)!;
        Assert.That(sessions.Open, Is.EqualTo(new[] { name }));
        sessions.Leave(name);
        Assert.That(sessions.Find(cookie, key), Is.Null);
    }

    [Test]
    public void There_are_only_so_many_and_the_newest_gets_in()
    {
        var sessions = new PageSessions(_time);
        string last = "";
        for (int i = 0; i < 100; i++)
        {
            _time.Pass(TimeSpan.FromMilliseconds(1));
            last = sessions.GiveTicket().Ticket;
        }

        (string cookie, string key) = sessions.Enter(last)!.Value;
        for (int i = 0; i < 100; i++)
        {
            _time.Pass(TimeSpan.FromMilliseconds(1));
            (cookie, key) = sessions.Enter(sessions.GiveTicket().Ticket)!.Value;
        }

        Assert.That(sessions.Find(cookie, key), Is.Not.Null);
        Assert.That(sessions.Open.Count(), Is.LessThanOrEqualTo(32));
    }
}
