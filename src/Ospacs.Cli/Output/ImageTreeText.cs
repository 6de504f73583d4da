using Ospacs.Archive.Query;
using Ospacs.Archive.Store;

namespace Ospacs.Cli.Output;

/// <summary>The tree of images, centre &gt; subject &gt; date &gt; images, drawn with its counts to the right.</summary>
internal static class ImageTreeText
{
    private const int LineWidth = 52;

    /// <summary>Writes the tree.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="store">The archive.</param>
    /// <param name="query">Which images.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>How many images it holds.</returns>
    internal static long Write(TextWriter output, IArchiveStore store, ImageQuery query, CancellationToken cancellation)
    {
        long images = 0;
        foreach (ImageTreeNode node in ImageTree.Of(store.CountImages(query, cancellation), store.FindImages(query, cancellation)))
        {
            bool leaf = node.Level == ImageTreeLevel.Image;
            images += leaf ? 1 : 0;
            string counts = leaf ? (node.Frames > 1 ? Sizes.Count(node.Frames, "frame") : string.Empty) : Sizes.Count(node.Images, "image");
            output.WriteLine($"{node.Line.PadRight(LineWidth)} {counts,-12} {Sizes.Of(node.Bytes),9}");
        }
        return images;
    }
}
