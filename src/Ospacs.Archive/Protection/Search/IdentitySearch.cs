using System.Globalization;
using System.Text;
using Ospacs.Archive.Patients;

namespace Ospacs.Archive.Protection.Search;

/// <summary>
/// Searches what is about to be written of an object for the strings that say who its patient is: every text as its character set decodes it,
/// the bytes of texts, private and unknown elements and tables, and what compressed frames hold beside the picture.
/// </summary>
internal sealed class IdentitySearch
{
    // Larger values are searched by pieces that overlap by more than any string takes.
    private const int PieceLength = 256 << 10;
    private const int Overlap = 1024;

    // Bytes of unknown meaning beyond this length are no text that a character set could explain.
    private const int LongestUnknownText = 1024;

    /// <summary>What protection writes at the top of the object, so that it does not matter who is called like it.</summary>
    private static readonly uint[] WrittenAnew =
    [
        0x00120010u, 0x00120020u, 0x00120021u, 0x00120030u, 0x00120031u, 0x00120040u, 0x00120042u, // sponsor, protocol, site, subject
        0x00120062u, 0x00120063u, 0x00120064u, // how it was de-identified
    ];

    private readonly PatientSearch _patient;
    private readonly SearchContext _context;
    private readonly byte[] _subjectId;

    private IdentitySearch(PatientSearch patient, in SearchContext context, string subjectId)
    {
        _patient = patient;
        _context = context;
        _subjectId = Encoding.ASCII.GetBytes(subjectId);
    }

    /// <summary>Prepares the search of an object.</summary>
    /// <param name="cache">The searches of this run's patients.</param>
    /// <param name="source">The object, as it came.</param>
    /// <param name="keepsUids">Whether the policy keeps UIDs on purpose.</param>
    /// <param name="subjectId">Whose it is; empty where that is not settled.</param>
    /// <param name="patient">Whom the registry knows under the subject, or null.</param>
    /// <param name="known">Texts of the policy: a word that a rule names for a scanner is the maker's, also where a patient is called so.</param>
    internal static IdentitySearch Of(PatientSearchCache cache, DicomDataset source, bool keepsUids, string subjectId, RegistryPatient? patient, IReadOnlyList<string> known)
    {
        var identity = SourceIdentity.Of(source, subjectId);
        var search = new SearchContext(new UidSearch(keepsUids ? [] : identity.Uids), word => known.Any(text => word.IsIn(text)));
        return new IdentitySearch(cache.Get(identity, patient, subjectId), search, subjectId);
    }

    /// <summary>Whether a word is one of the patient's: no cleaned text keeps it, clinical term or not.</summary>
    /// <param name="word">The word.</param>
    internal bool IsPatients(string word) => _patient.Knows(word);

    /// <summary>The first place in a data set where a string is left, or null. Pixel data is not looked at.</summary>
    /// <param name="dataset">The object as it is about to be written, or its file meta information.</param>
    /// <param name="written">Elements at its top that protection wrote beside those that it always writes.</param>
    internal IdentityHit? FindIn(DicomDataset dataset, params ReadOnlySpan<DicomTag> written) => FindIn(dataset, atTop: true, written);

    /// <summary>Where bytes beside a picture hold a string, or null.</summary>
    /// <param name="bytes">The bytes.</param>
    internal (long Offset, string Encoding)? FindIn(ReadOnlySpan<byte> bytes) =>
        _patient.Find(bytes, ValueKind.Tables, _context) is { } found ? (found.Offset, found.Encoding) : null;

    private IdentityHit? FindIn(DicomDataset dataset, bool atTop, ReadOnlySpan<DicomTag> written)
    {
        foreach (DicomElement element in dataset)
        {
            if (element.Items is { } items)
            {
                if (atTop && element.Tag.Group == 0x0012 && WrittenAnew.Contains(element.Tag.Value))
                {
                    continue;
                }
                for (int i = 0; i < items.Count; i++)
                {
                    if (FindIn(items[i].Dataset, atTop: false, []) is { } inner)
                    {
                        return inner with { Path = string.Create(CultureInfo.InvariantCulture, $"{element.Tag}[{i + 1}].{inner.Path}") };
                    }
                }
            }
            else if (element.Length > 0 && !IsOurs(element, atTop, written) && FindIn(dataset, element) is { } found)
            {
                return new IdentityHit(element.Tag.ToString(), found.Offset, found.Encoding);
            }
        }
        return null;
    }

    private bool IsOurs(DicomElement element, bool atTop, ReadOnlySpan<DicomTag> written)
    {
        DicomTag tag = element.Tag;
        if (tag == DicomTag.PatientID || tag == DicomTag.PatientName)
        {
            return DicomText.Trim(element.Value.Span).SequenceEqual(_subjectId);
        }
        return atTop && (tag == DicomTag.PixelData || (tag.Group == 0x0012 && WrittenAnew.Contains(tag.Value)) || written.Contains(tag));
    }

    private PatientSearch.Found? FindIn(DicomDataset dataset, DicomElement element)
    {
        ValueKind kind = ValueKinds.Of(element);
        if (kind == ValueKind.Nothing)
        {
            return null;
        }
        if (element.Length > PieceLength)
        {
            return FindInPieces(element, kind);
        }
        ReadOnlySpan<byte> value = element.Value.Span;
        if (element.VR == DicomVR.OW && FindInSwapped(value, kind) is { } swapped)
        {
            return swapped;
        }
        if (Ascii.IsValid(value) && value.IndexOf((byte)0x1B) < 0)
        {
            return _patient.Find(value, kind, _context);
        }
        return FindBeyondAscii(dataset, element, kind, value);
    }

    private PatientSearch.Found? FindBeyondAscii(DicomDataset dataset, DicomElement element, ValueKind kind, ReadOnlySpan<byte> value)
    {
        bool isText = kind is not (ValueKind.Tables or ValueKind.Bytes) || (element.VR == DicomVR.UN && element.Length <= LongestUnknownText);
        string? text = isText ? TextOf(dataset, element) : null;
        if (_patient.Find(value, kind, _context, isDecodable: text is not null) is { } found)
        {
            return found;
        }
        int at = text is null ? -1 : _patient.IndexIn(text, kind, _context.IsKnown);
        return at < 0 ? null : new PatientSearch.Found(BytesBefore(dataset, text!, at), "the declared character set");
    }

    private static string? TextOf(DicomDataset dataset, DicomElement element)
    {
        try
        {
            return dataset.TextOf(element);
        }
        catch (DicomTextException)
        {
            return null;
        }
    }

    private static long BytesBefore(DicomDataset dataset, string text, int at)
    {
        try
        {
            return dataset.CharacterSet.Encode(text[..at]).Length;
        }
        catch (DicomTextException)
        {
            return at;
        }
    }

    /// <summary>Words of 16 bits are turned round where text was read on a machine of another byte order.</summary>
    private PatientSearch.Found? FindInSwapped(ReadOnlySpan<byte> value, ValueKind kind)
    {
        byte[] swapped = value.ToArray();
        Ospacs.Dicom.Writing.DicomWriter.Swap(swapped, 2);
        return _patient.Find(swapped, kind, _context);
    }

    private PatientSearch.Found? FindInPieces(DicomElement element, ValueKind kind)
    {
        byte[] piece = new byte[PieceLength];
        for (long start = 0; start < element.Length; start += PieceLength - Overlap)
        {
            Span<byte> bytes = piece.AsSpan(0, (int)Math.Min(PieceLength, element.Length - start));
            if (element.Source is { } source)
            {
                source.Read(element.ValuePlace.Offset + start, bytes);
            }
            else
            {
                element.Value.Span.Slice((int)start, bytes.Length).CopyTo(bytes);
            }
            if (_patient.Find(bytes, kind, _context) is { } found)
            {
                return found with { Offset = start + found.Offset };
            }
            if (element.VR == DicomVR.OW && FindInSwapped(bytes, kind) is { } swapped)
            {
                return swapped with { Offset = start + swapped.Offset };
            }
        }
        return null;
    }
}
