using System.Buffers.Binary;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Writing;

namespace Ospacs.Dicom.Reading;

/// <summary>A DICOM file as it was read (PS3.10 section 7): preamble, file meta information, data set. It owns its source.</summary>
public sealed class DicomFile : IDisposable
{
    private const int PreambleLength = 128;

    private readonly long _metaOffset;
    private readonly long _datasetOffset;

    private DicomFile(DicomSource source, long metaOffset, long datasetOffset, DicomDataset fileMeta, DicomTransferSyntax transferSyntax, DicomEncoding encoding, bool transferSyntaxDeclared, DicomDataset dataset)
    {
        Source = source;
        _metaOffset = metaOffset;
        _datasetOffset = datasetOffset;
        HasPreamble = metaOffset > PreambleLength;
        Encoding = encoding;
        FileMeta = fileMeta;
        TransferSyntax = transferSyntax;
        IsTransferSyntaxDeclared = transferSyntaxDeclared;
        Dataset = dataset;
    }

    /// <summary>The bytes that the file's elements are slices of.</summary>
    public DicomSource Source { get; }

    /// <summary>Whether the file begins with a preamble and "DICM".</summary>
    public bool HasPreamble { get; }

    /// <summary>Group 0002; empty when the file has none.</summary>
    public DicomDataset FileMeta { get; }

    /// <summary>The transfer syntax, declared or, where the file is silent, recognised from the first element.</summary>
    public DicomTransferSyntax TransferSyntax { get; }

    /// <summary>How the data set is written: by the transfer syntax, unless its first element shows that a device wrote it otherwise.</summary>
    public DicomEncoding Encoding { get; }

    /// <summary>Whether the file meta information names the transfer syntax.</summary>
    public bool IsTransferSyntaxDeclared { get; }

    /// <summary>The data set.</summary>
    public DicomDataset Dataset { get; }

    /// <summary>Opens a file. Large values stay in it until they are asked for.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DicomFormatException">The file is DICOM and damaged.</exception>
    /// <exception cref="NotDicomException">The file is no DICOM file.</exception>
    public static DicomFile Open(string path)
    {
        var source = new DicomFileSource(path);
        try
        {
            return Read(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Reads a file from a source, which it then owns.</summary>
    /// <param name="source">The source.</param>
    /// <exception cref="DicomFormatException">The file is DICOM and damaged.</exception>
    /// <exception cref="NotDicomException">The file is no DICOM file.</exception>
    public static DicomFile Read(DicomSource source) => Read(source, new DicomReader(source));

    /// <summary>
    /// Reads a few elements of a data set, and what must be read to get past others of undefined length. Others are passed over unread and
    /// unchecked, and reading stops behind the last one that is wanted: before pixel data, unless that is asked for. Of a deflated data
    /// set the first bytes are inflated, and what they hold whole is given.
    /// </summary>
    /// <param name="source">The source, which the file then owns.</param>
    /// <param name="wanted">The elements, in the order of their tags.</param>
    /// <exception cref="DicomFormatException">The file is DICOM, and damaged before the last of them.</exception>
    /// <exception cref="NotDicomException">The file is no DICOM file.</exception>
    public static DicomFile ReadHeader(DicomSource source, params DicomTag[] wanted) => Read(source, new DicomReader(source) { Wanted = wanted });

    /// <summary>Reads a file that may be damaged as far as it can be read, giving the items of one sequence as they come and keeping none of them.</summary>
    /// <param name="source">The source, which stays the caller's.</param>
    /// <param name="sequence">The sequence.</param>
    /// <param name="visit">Is given each item.</param>
    /// <returns>The other elements, and whether damage was met.</returns>
    /// <exception cref="NotDicomException">The file is no DICOM file.</exception>
    internal static (DicomDataset Dataset, bool Damaged) Salvage(DicomSource source, DicomTag sequence, Action<DicomDataset> visit)
    {
        var reader = new DicomReader(source) { IsSalvaging = true, Visited = sequence, Visit = visit };
        try
        {
            DicomFile file = Read(source, reader);
            return (file.Dataset, reader.FoundDamage || file.TransferSyntax.Deflated);
        }
        catch (DicomFormatException)
        {
            // The file meta information itself is damaged.
            return (new DicomDataset(), true);
        }
    }

    private static DicomFile Read(DicomSource source, DicomReader reader)
    {
        bool hasPreamble = source.Length >= PreambleLength + 4 && source.Peek(PreambleLength, 4)[..4].SequenceEqual("DICM"u8);
        long metaOffset = hasPreamble ? PreambleLength + 4 : 0;
        if (!hasPreamble && source.Length >= 4 && source.Peek(0, 4)[..4].SequenceEqual("DICM"u8))
        {
            metaOffset = 4;
        }
        if (!hasPreamble && !DicomEncodingGuess.LooksLikeDataset(source, metaOffset))
        {
            throw new NotDicomException();
        }

        DicomDataset meta = reader.ReadFileMeta(metaOffset);
        long datasetOffset = reader.Position;
        string declared = meta.GetCode(DicomTag.TransferSyntaxUID);
        DicomTransferSyntax syntax = declared.Length > 0 ? DicomTransferSyntax.Of(declared) : DicomEncodingGuess.TransferSyntaxAt(source, datasetOffset);
        if (syntax.Deflated)
        {
            // The elements are slices of what was inflated; their offsets count from there.
            bool whole = reader.Wanted is null;
            var inflated = new DicomMemorySource(whole ? DeflatedDataset.Inflate(source, datasetOffset) : DeflatedDataset.InflateBeginning(source, datasetOffset));
            var inner = new DicomReader(inflated) { IsSalvaging = reader.IsSalvaging || !whole, Wanted = reader.Wanted, Visited = reader.Visited, Visit = reader.Visit };
            return new DicomFile(source, metaOffset, datasetOffset, meta, syntax, syntax.Encoding, true, inner.ReadDataset(0, syntax.Encoding));
        }
        DicomEncoding encoding = declared.Length > 0 ? DicomEncodingGuess.Confirm(source, datasetOffset, syntax.Encoding) : syntax.Encoding;
        DicomDataset dataset = reader.ReadDataset(datasetOffset, encoding);
        return new DicomFile(source, metaOffset, datasetOffset, meta, syntax, encoding, declared.Length > 0, dataset);
    }

    /// <summary>Writes the file as it was read.</summary>
    /// <param name="output">Where to.</param>
    public void WriteTo(DicomOutput output)
    {
        output.CopyFrom(Source, new DicomPlace(0, _metaOffset));
        DicomWriter.Write(output, FileMeta, DicomEncoding.ExplicitLittle);
        if (TransferSyntax.Deflated)
        {
            output.CopyFrom(Source, new DicomPlace(_datasetOffset, Source.Length - _datasetOffset));
            return;
        }
        DicomWriter.Write(output, Dataset, Encoding);
    }

    /// <inheritdoc/>
    public void Dispose() => Source.Dispose();
}

/// <summary>A file that is no DICOM file at all.</summary>
public sealed class NotDicomException : Exception
{
    /// <summary>Makes the error.</summary>
    public NotDicomException() : base("The file is no DICOM file.")
    {
    }
}

/// <summary>Tells from the first bytes how a data set is written, where no file meta information says so.</summary>
internal static class DicomEncodingGuess
{
    internal static bool LooksLikeDataset(DicomSource source, long offset)
    {
        if (source.Length - offset < 8)
        {
            return false;
        }
        ReadOnlySpan<byte> head = source.Peek(offset, 8);
        ushort little = BinaryPrimitives.ReadUInt16LittleEndian(head);
        ushort big = BinaryPrimitives.ReadUInt16BigEndian(head);
        var vr = new DicomVR((ushort)(head[4] | (head[5] << 8)));
        if (little is 0x0002 or 0x0004 or 0x0008 || big is 0x0008)
        {
            ushort group = big == 0x0008 ? big : little;
            ushort element = big == 0x0008 ? BinaryPrimitives.ReadUInt16BigEndian(head[2..]) : BinaryPrimitives.ReadUInt16LittleEndian(head[2..]);
            bool known = element == 0 || DicomDictionary.Find(new DicomTag(group, element)) is not null;
            if (!known)
            {
                return false;
            }
            if (vr.IsWellFormed && vr.IsKnown)
            {
                return true;
            }
            return big != 0x0008 && BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) <= source.Length - offset - 8;
        }
        return false;
    }

    internal static DicomTransferSyntax TransferSyntaxAt(DicomSource source, long offset)
    {
        if (source.Length - offset < 8)
        {
            return DicomTransferSyntax.ExplicitVRLittleEndian;
        }
        ReadOnlySpan<byte> head = source.Peek(offset, 8);
        var vr = new DicomVR((ushort)(head[4] | (head[5] << 8)));
        if (vr.IsWellFormed && vr.IsKnown)
        {
            return BinaryPrimitives.ReadUInt16LittleEndian(head) > 0xFF ? DicomTransferSyntax.ExplicitVRBigEndian : DicomTransferSyntax.ExplicitVRLittleEndian;
        }
        return DicomTransferSyntax.ImplicitVRLittleEndian;
    }

    /// <summary>The encoding that a file declares, or implicit VR where its first element shows that it is written so.</summary>
    internal static DicomEncoding Confirm(DicomSource source, long offset, DicomEncoding declared)
    {
        if (source.Length - offset < 8)
        {
            return declared;
        }
        ReadOnlySpan<byte> head = source.Peek(offset, 8);
        var vr = new DicomVR((ushort)(head[4] | (head[5] << 8)));
        bool explicitVR = vr.IsWellFormed && vr.IsKnown;
        if (declared.ExplicitVR && !explicitVR && !declared.BigEndian)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
            return length <= source.Length - offset - 8 && !vr.IsWellFormed ? DicomEncoding.ImplicitLittle : declared;
        }
        if (!declared.ExplicitVR && explicitVR)
        {
            return BinaryPrimitives.ReadUInt16LittleEndian(head) > 0xFF ? DicomEncoding.ExplicitBig : DicomEncoding.ExplicitLittle;
        }
        return declared;
    }
}
