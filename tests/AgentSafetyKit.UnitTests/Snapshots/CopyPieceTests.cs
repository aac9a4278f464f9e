using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.UnitTests.Snapshots;

internal sealed class CopyPieceTests : SnapshotFixture
{
    [Test]
    public void A_folder_of_long_files_is_cut_and_every_entry_is_in_one_piece()
    {
        // Lengths only: nothing is copied here.
        Shell("mkdir -p d/empty e; for i in 1 2 3 4 5 6; do truncate -s 200M d/$i; done; for i in $(seq 700); do : > e/f$i; done; : > last");
        List<CopyPiece> pieces = Pieces(out TreeScan scan);
        using (scan)
        {
            Assert.That(pieces, Has.Count.GreaterThan(6));
            TreeTable table = scan.Table;
            int begins = 0;
            var taken = new List<int>();
            foreach (CopyPiece piece in pieces)
            {
                for (int folder = piece.FirstFolder; folder < piece.FolderEnd; folder++)
                {
                    FolderRecord record = table.Folder(folder);
                    begins += piece.Begins(record) ? 1 : 0;
                    (int first, int end) = piece.EntriesOf(record);
                    taken.AddRange(Enumerable.Range(first, Math.Max(0, end - first)));
                }
            }

            Assert.That(taken, Is.EqualTo(Enumerable.Range(0, table.EntryCount)));
            Assert.That(begins, Is.EqualTo(table.FolderCount));
        }
    }

    /// <summary>Copied at other moments, a database and its journal would be of no use together.</summary>
    [Test]
    public void A_database_stays_with_its_journal()
    {
        Shell("for i in 1 2 3 4 5; do for name in a$i.db a$i.db-shm a$i.db-wal; do truncate -s 100M $name; done; done");
        List<CopyPiece> pieces = Pieces(out TreeScan scan);
        using (scan)
        {
            Assert.That(pieces, Has.Count.EqualTo(5));
            Assert.That(pieces.Select(piece => piece.EntryEnd - piece.FirstEntry), Has.All.EqualTo(3));
        }
    }

    [Test]
    public void What_several_threads_copy_into_one_folder_is_what_was_there()
    {
        Shell("mkdir d; for i in $(seq 2500); do echo $i > d/f$i; done; head -c 40000000 /dev/urandom > d/big; cp d/big d/bigger; ln d/f1 d/link; ln -s f2 d/other; chmod 555 d; touch -d @12345 d");
        SnapshotResult first = Take();
        Assert.That(Shell($"diff -r --no-dereference '{Source}/d' '{Snapshot(first)}/d' && stat -c '%a %Y' '{Snapshot(first)}/d' && stat -c %h '{Snapshot(first)}/d/link'").Trim(), Is.EqualTo("555 12345\n2"));
        Assert.That(new SnapshotVerifier(Store, null, CancellationToken.None).Verify([first.Snapshot.Id]).IsProved, Is.True);
        Shell("chmod 755 d");
    }

    private List<CopyPiece> Pieces(out TreeScan scan)
    {
        Assert.That(FolderHandle.Open(Source, out FolderHandle root), Is.EqualTo(Errno.Ok));
        using (root)
            scan = TreeScanner.Run(new ScanSpec { Root = root }, CancellationToken.None);
        return CopyPiece.Cut(scan);
    }

    private string Shell(string script) => Shell(script, Source);
}
