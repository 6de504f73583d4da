using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Xunit;

namespace Ospacs.Archive.Tests.Query;

public sealed class ImageTreeTests
{
    private static readonly DateOnly s_first = new(2026, 1, 5);
    private static readonly DateOnly s_second = new(2026, 2, 9);

    [Fact]
    public void The_branches_are_drawn_from_the_root_down_with_the_last_ones_closed()
    {
        ImageCount[] counts =
        [
            new("C01", "S1", s_first, 2, 21, 300), new("C01", "S1", s_second, 1, 1, 100), new("C01", "S2", null, 1, 1, 100),
            new("C02", "S9", s_first, 1, 1, 100),
        ];
        ImageRecord[] images = [Image("C01", "S1", s_first, 1), Image("C01", "S1", s_first, 2, frames: 20), Image("C01", "S1", s_second, 1), Image("C01", "S2", null, 1), Image("C02", "S9", s_first, 1)];
        string[] expected =
        [
            "C01",
            "├─ S1",
            "│  ├─ 2026-01-05",
            "│  │  ├─ 1.1 still 800x600 CX50",
            "│  │  └─ 1.2 clip 800x600 CX50",
            "│  └─ 2026-02-09",
            "│     └─ 1.1 still 800x600 CX50",
            "└─ S2",
            "   └─ no date",
            "      └─ 1.1 still 800x600 CX50",
            "C02",
            "└─ S9",
            "   └─ 2026-01-05",
            "      └─ 1.1 still 800x600 CX50",
        ];
        Assert.Equal(expected, ImageTree.Of(counts, images).Select(node => node.Line));
    }

    [Fact]
    public void A_branch_holds_the_sum_of_what_is_below_it()
    {
        ImageCount[] counts = [new("C01", "S1", s_first, 2, 21, 300), new("C01", "S2", s_second, 3, 4, 500)];
        List<ImageTreeNode> nodes = [.. ImageTree.Of(counts, [])];
        Assert.Equal((5, 25, 800), (nodes[0].Images, nodes[0].Frames, nodes[0].Bytes));
        Assert.Equal((2, 21, 300), (nodes[1].Images, nodes[1].Frames, nodes[1].Bytes));
        Assert.Equal([ImageTreeLevel.Centre, ImageTreeLevel.Subject, ImageTreeLevel.Date, ImageTreeLevel.Subject, ImageTreeLevel.Date], nodes.Select(node => node.Level));
    }

    [Fact]
    public void An_empty_archive_has_no_tree() => Assert.Empty(ImageTree.Of([], []));

    [Fact]
    public void Images_are_read_no_further_ahead_than_the_next_one()
    {
        int read = 0;
        IEnumerable<ImageRecord> Images()
        {
            for (int number = 1; number <= 100; number++)
            {
                read++;
                yield return Image("C01", "S1", s_first, number);
            }
        }
        ImageTreeNode leaf = ImageTree.Of([new("C01", "S1", s_first, 100, 100, 1)], Images()).First(node => node.Level == ImageTreeLevel.Image);
        Assert.Equal(1, leaf.Image!.InstanceNumber);
        Assert.Equal(2, read);
    }

    private static ImageRecord Image(string centre, string subject, DateOnly? date, int number, int frames = 1) => new()
    {
        SubjectId = subject,
        Centre = centre,
        StudyDate = date,
        MediaRef = "M1",
        StudyInstanceUid = "2.25.1",
        SeriesInstanceUid = "2.25.2",
        SopInstanceUid = $"2.25.3.{number}",
        SopClassUid = "1.2.840.10008.5.1.4.1.1.6.1",
        SeriesNumber = 1,
        InstanceNumber = number,
        ManufacturerModelName = "CX50",
        Rows = 600,
        Columns = 800,
        NumberOfFrames = frames,
        TransferSyntaxUid = "1.2.840.10008.1.2.1",
        Size = 100,
        Sha256 = new byte[32],
        SourceHash = new byte[32],
        Rule = "known clean",
    };
}
