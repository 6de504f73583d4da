using Ospacs.Archive.Store;

namespace Ospacs.Archive.Query;

/// <summary>What a node of the tree stands for.</summary>
public enum ImageTreeLevel
{
    /// <summary>A centre.</summary>
    Centre,
    /// <summary>A subject at the centre.</summary>
    Subject,
    /// <summary>A day on which the subject was scanned.</summary>
    Date,
    /// <summary>An image.</summary>
    Image,
}

/// <summary>A node of the tree of images. The nodes come in the order in which a tree is read, from the root down.</summary>
public sealed record ImageTreeNode
{
    /// <summary>What the node stands for.</summary>
    public required ImageTreeLevel Level { get; init; }

    /// <summary>The node's line in a drawn tree, with the branches before it.</summary>
    public required string Line { get; init; }

    /// <summary>The centre.</summary>
    public required string Centre { get; init; }

    /// <summary>The subject, or null above it.</summary>
    public string? SubjectId { get; init; }

    /// <summary>The day of scanning, or null above it and for images without a date.</summary>
    public DateOnly? StudyDate { get; init; }

    /// <summary>How many images the node holds.</summary>
    public required long Images { get; init; }

    /// <summary>How many frames they have.</summary>
    public required long Frames { get; init; }

    /// <summary>Their size, in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The image of a node that is one, else null.</summary>
    public ImageRecord? Image { get; init; }
}
