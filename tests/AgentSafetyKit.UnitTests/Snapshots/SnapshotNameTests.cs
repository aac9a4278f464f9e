using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.UnitTests.Snapshots;

internal sealed class SnapshotNameTests : SnapshotFixture
{
    private static readonly string[] NoNames =
    [
        "", "-", "20261121", "20261121-133438-", "20261121-133438--2", "20261121-133438-0", "20261121-133438-02", "20261121-133438-1", "20261121-133438-+2", "20261121-133438- 2",
        "20261121-133438-2x", "20261121-133438-99999999999", "20261121-1334382", "20261321-133438", "20261121-133438-2-", "20261121-133438\n",
    ];

    [TestCase("20261121-133438", 1)]
    [TestCase("20261121-133438-2", 2)]
    [TestCase("20261121-133438-10", 10)]
    public void A_name_is_read_as_it_is_written(string text, int serial)
    {
        Assert.That(SnapshotName.TryParse(text, out SnapshotName name));
        Assert.That((name.Serial, name.ToString()), Is.EqualTo((serial, text)));
    }

    [TestCaseSource(nameof(NoNames))]
    public void What_is_no_name_is_refused_in_every_form(string text)
    {
        Assert.That(SnapshotName.TryParse(text, out _), Is.False);
        Assert.That(SnapshotName.TryParsePartial(text + "-partial", out _), Is.False);
        Assert.That(SnapshotName.TryParseManifest($".agsekit-{text}.man", out _), Is.False);
    }

    [Test]
    public void A_folder_with_almost_a_name_is_passed_over_and_kept()
    {
        Write("file", "1");
        foreach (string name in (string[])["20261121-133438-", "20261121-133438--partial", "20261121-133438-2x"])
            Directory.CreateDirectory(Path.Combine(Backups, name));
        File.WriteAllText(Path.Combine(Backups, ".agsekit-20261121-133438-.man"), "");
        string id = Take().Snapshot.Id;
        Assert.That(Store.List().Select(snapshot => snapshot.Id), Is.EqualTo((string[])[id]));
        Assert.That(Directory.Exists(Path.Combine(Backups, "20261121-133438-")));
    }
}
