using System.Text;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Primitives;

public sealed class RawBytesTests
{
    [TestCase("src/main.py")]
    [TestCase("папка/файл с пробелами")]
    public void A_name_that_is_shown_as_it_is_needs_no_bytes(string name) => Assert.That(RawBytes.Of(Encoding.UTF8.GetBytes(name)), Is.Null);

    [Test]
    public void A_name_that_can_not_be_shown_as_it_is_has_its_bytes()
    {
        foreach (byte[] name in (byte[][])[[0x61, 0xFF], "line\nfeed"u8.ToArray(), "back\\slash"u8.ToArray(), "\e[31m"u8.ToArray()])
            Assert.That(Convert.FromBase64String(RawBytes.Of(name)!), Is.EqualTo(name));
    }
}
