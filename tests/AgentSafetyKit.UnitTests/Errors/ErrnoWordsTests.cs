using AgentSafetyKit.Errors;

namespace AgentSafetyKit.UnitTests.Errors;

public sealed class ErrnoWordsTests
{
    [Test]
    public void Every_error_number_is_said_in_words_or_as_what_it_is_and_its_name_stands_in_brackets_at_most()
    {
        foreach (Errno errno in Enum.GetValues<Errno>().Where(errno => errno != Errno.Ok))
        {
            Assert.That(errno.Words().English, Does.EndWith($" ({errno})").Or.EqualTo($"the system answers {errno}"));
            Assert.That(errno.Words().Russian, Does.EndWith($" ({errno})").Or.EqualTo($"система отвечает: {errno}"));
        }
    }

    [Test]
    public void A_read_only_disk_is_not_mended_by_rights()
    {
        Assert.That(new SystemCallException(Errno.EROFS, "openat", "/mnt/b").Words.English, Is.EqualTo("/mnt/b: the disk is mounted read-only (EROFS)"));
        Assert.That(DiskFix.Of(Errno.EROFS).English, Does.Contain("for writing").And.Not.Contain("ls -ld"));
        Assert.That(DiskFix.Of(Errno.EACCES).English, Does.Contain("ls -ld"));
    }
}
