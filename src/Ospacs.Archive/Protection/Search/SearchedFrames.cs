using System.Collections;
using System.Globalization;

namespace Ospacs.Archive.Protection.Search;

/// <summary>
/// JPEG frames on their way into an object, each searched beside its picture when it is asked for. Only lossy JPEG is carried over in its
/// source's own bytes; frames of every other kind are decoded and made anew, and nothing but pixels comes through that.
/// </summary>
/// <param name="frames">The frames as they are to be written.</param>
/// <param name="search">The search.</param>
internal sealed class SearchedFrames(IEnumerable<ReadOnlyMemory<byte>> frames, IdentitySearch search) : IEnumerable<ReadOnlyMemory<byte>>
{
    public IEnumerator<ReadOnlyMemory<byte>> GetEnumerator()
    {
        int number = 0;
        var places = new List<Range>();
        foreach (ReadOnlyMemory<byte> frame in frames)
        {
            number++;
            Search(frame.Span, number, places);
            yield return frame;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Search(ReadOnlySpan<byte> frame, int number, List<Range> places)
    {
        JpegBesides.Find(frame, places);
        foreach (Range place in places)
        {
            if (search.FindIn(frame[place]) is { } found)
            {
                string path = string.Create(CultureInfo.InvariantCulture, $"{DicomTag.PixelData}[{number}]");
                throw new IdentityHit(path, place.Start.GetOffset(frame.Length) + found.Offset, found.Encoding).Refusal();
            }
        }
    }
}
