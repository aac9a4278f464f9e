using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Primitives;

public sealed class TextTests
{
    [Test]
    public void Each_language_gets_its_own_words()
    {
        var text = new Text("a folder", "папка");

        Assert.Multiple(() =>
        {
            Assert.That(text.In(Language.English), Is.EqualTo("a folder"));
            Assert.That(text.In(Language.Russian), Is.EqualTo("папка"));
            Assert.That(Text.Verbatim("/tmp").In(Language.Russian), Is.EqualTo("/tmp"));
        });
    }

    [Test]
    public void A_text_nobody_filled_in_is_empty_and_no_error()
    {
        Text nothing = default;

        Assert.Multiple(() =>
        {
            Assert.That(nothing.IsEmpty);
            Assert.That(nothing.In(Language.Russian), Is.Empty);
            Assert.That(nothing.ToString(), Is.Empty);
            Assert.That(new Text("", "слово").IsEmpty, Is.False);
        });
    }
}
