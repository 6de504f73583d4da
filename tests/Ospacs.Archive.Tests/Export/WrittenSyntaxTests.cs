using System.Globalization;
using Ospacs.Archive.Compression;
using Ospacs.Archive.Export;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Media;
using Ospacs.Dicom.Reading;
using Xunit;

namespace Ospacs.Archive.Tests.Export;

/// <summary>In which transfer syntax an object goes out: of every kind of pixels, stored in every syntax, by every profile, for every compression.</summary>
public sealed class WrittenSyntaxTests(WrittenSyntaxTests.Pictures pictures) : IClassFixture<WrittenSyntaxTests.Pictures>
{
    /// <summary>
    /// Made by hand of PS3.11 (sections C.3.1, D.3.1, H.3.1, J.3.1), whose pairs it holds. "=" is as stored; "-T" and "-P" are left out for their
    /// transfer syntax or their photometric interpretation; "!" is an error before anything is written.
    /// </summary>
    private const string Table = """
        # kinds                          ; stored            ; profile        ; kept None Rle JpegLs
        M8 M16 M1 P8 P16 RGB RGBp YBR YBRp ; IV EV BE RLE J57 JLS ; GeneralPurpose ; EV  EV  !   !
        M8 M16 M1 P8 P16 RGB RGBp YBR YBRp ; J70               ; GeneralPurpose ; J70 EV  !   !
        M8 M16 M1 P8 P16 RGB RGBp YBR YBRp ; IV EV BE RLE J57 J70 JLS ; STD-GEN-CD ; EV EV !   !
        M8 M16 P8 P16 RGB RGBp           ; IV EV BE          ; STD-US-ID-MF   ; EV  EV  RLE !
        M8 M16 P8 P16 RGB RGBp           ; RLE               ; STD-US-ID-MF   ; RLE EV  RLE !
        M8 M16 P8 P16 RGB RGBp           ; J57 J70 JLS       ; STD-US-ID-MF   ; EV  EV  RLE !
        YBR YBRp                         ; IV EV BE RLE J57 J70 JLS ; STD-US-ID-MF ; RLE RLE RLE !
        M1                               ; IV EV BE RLE J57 J70 JLS ; STD-US-ID-MF ; -P -P  -P  !
        M8 M16 M1 P8 P16 RGB RGBp YBR YBRp ; IV EV BE          ; AsStored       ; =   =   RLE JLS
        M8 M16 M1 P8 P16 RGB RGBp YBR YBRp ; RLE J57 J70 JLS   ; AsStored       ; =   EV  RLE JLS

        # JPEG-LS has no room for 32 bits.
        M32                              ; IV EV RLE         ; GeneralPurpose ; EV  EV  !   !
        M32                              ; IV EV RLE         ; STD-GEN-CD     ; EV  EV  !   !
        M32                              ; IV EV             ; STD-US-ID-MF   ; EV  EV  RLE !
        M32                              ; RLE               ; STD-US-ID-MF   ; RLE EV  RLE !
        M32                              ; IV EV             ; AsStored       ; =   =   RLE =
        M32                              ; RLE               ; AsStored       ; =   EV  RLE =

        # Shared colours are never made up; compressed ones are not shared.
        Y422                             ; IV EV BE          ; GeneralPurpose ; EV  EV  !   !
        Y422                             ; IV EV BE          ; STD-GEN-CD     ; EV  EV  !   !
        Y422                             ; IV EV BE          ; STD-US-ID-MF   ; EV  EV  EV  !
        Y422                             ; IV EV BE          ; AsStored       ; =   =   =   =
        Y422                             ; JLS               ; GeneralPurpose ; EV  EV  !   !
        Y422                             ; JLS               ; STD-GEN-CD     ; EV  EV  !   !
        Y422                             ; JLS               ; STD-US-ID-MF   ; RLE RLE RLE !
        Y422                             ; JLS               ; AsStored       ; =   EV  RLE JLS

        # Lossy pixels, and those that cannot be decoded here, go out as they are or not at all.
        Y422                             ; J50               ; GeneralPurpose ; =   =   !   !
        RGB                              ; J50               ; GeneralPurpose ; =   =   !   !
        M16                              ; J51               ; GeneralPurpose ; =   =   !   !
        RGB                              ; J2K               ; GeneralPurpose ; -T  -T  !   !
        Y422 RGB                         ; J50               ; STD-GEN-CD     ; -T  -T  !   !
        M16                              ; J51               ; STD-GEN-CD     ; -T  -T  !   !
        RGB                              ; J2K               ; STD-GEN-CD     ; -T  -T  !   !
        Y422                             ; J50               ; STD-US-ID-MF   ; =   =   =   !
        RGB                              ; J50               ; STD-US-ID-MF   ; -P  -P  -P  !
        M16                              ; J51               ; STD-US-ID-MF   ; -T  -T  -T  !
        RGB                              ; J2K               ; STD-US-ID-MF   ; -T  -T  -T  !
        Y422 RGB                         ; J50               ; AsStored       ; =   =   =   =
        M16                              ; J51               ; AsStored       ; =   =   =   =
        RGB                              ; J2K               ; AsStored       ; =   =   =   =
        """;

    private static readonly string[] Profiles = ["GeneralPurpose", "STD-GEN-CD", "STD-US-ID-MF", "AsStored"];
    private static readonly PixelCompression?[] Compressions = [null, PixelCompression.None, PixelCompression.RleLossless, PixelCompression.JpegLsLossless];

    public static TheoryData<string, PixelCompression?> Exports
    {
        get
        {
            var data = new TheoryData<string, PixelCompression?>();
            foreach (string profile in Profiles)
            {
                foreach (PixelCompression? compression in Compressions)
                {
                    data.Add(profile, compression);
                }
            }
            return data;
        }
    }

    [Fact]
    public void The_table_tells_of_every_picture_by_every_profile_once()
    {
        IEnumerable<string> expected = from profile in Profiles from picture in ExportPictures.All select $"{profile} {picture.Kind} {picture.Stored}";
        Assert.Equal(expected.Order(StringComparer.Ordinal), Rows().Select(row => $"{row.Profile} {row.Kind} {row.Stored}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Exports))]
    public void Objects_go_out_as_the_table_says_and_with_the_pixels_that_were_stored(string profile, PixelCompression? compression)
    {
        int column = Array.IndexOf(Compressions, compression);
        Dictionary<(string, string), string> expected = Rows().Where(row => row.Profile == profile).ToDictionary(row => (row.Kind, row.Stored), row => row.Written[column]);
        string disc = pictures.FreeDisc();
        var options = new ExportOptions { Destination = disc, Profile = profile, Compression = compression };
        if (expected.Values.All(written => written == "!"))
        {
            var error = Assert.Throws<ExportException>(() => new MediaExport(pictures.Archive.Store, options));
            Assert.Equal(ExportFailure.InvalidArgument, error.Kind);
            Assert.Contains(MediaProfile.AsStoredName, error.Message, StringComparison.Ordinal);
            Assert.Equal(compression == PixelCompression.RleLossless, error.Message.Contains("STD-US-CC-MF", StringComparison.Ordinal));
            Assert.False(Directory.Exists(disc));
            return;
        }

        ExportReport report = new MediaExport(pictures.Archive.Store, options).Run(new ImageQuery());
        Dictionary<string, ExportedFile> files = report.Files.ToDictionary(file => file.SopInstanceUid);
        Dictionary<string, RefusedImage> refused = report.Refused.ToDictionary(image => image.SopInstanceUid);
        string[] made = [.. pictures.Of.Select(of => $"{of.Value.Kind} {of.Value.Stored} -> {Made(of.Key, of.Value.Stored, files, refused)}")];
        Assert.Equal(pictures.Of.Values.Select(picture => $"{picture.Kind} {picture.Stored} -> {(expected[picture] == "=" ? picture.Stored : expected[picture])}"), made);

        Dictionary<string, ImageRecord> rows = pictures.Archive.Images.ToDictionary(image => image.SopInstanceUid);
        Dictionary<string, string> listed = DicomDirectory.Open(Path.Combine(disc, "DICOMDIR")).ToDictionary(reference => reference.SopInstanceUid, reference => reference.TransferSyntaxUid);
        foreach (ExportedFile file in report.Files)
        {
            (string kind, string stored) = pictures.Of[file.SopInstanceUid];
            CheckFile(Path.Combine(disc, file.FileId), kind, ExportPictures.Syntaxes[stored], rows[file.SopInstanceUid], file);
            Assert.Equal(file.TransferSyntaxUid, listed[file.SopInstanceUid]);
        }
        Assert.Equal(report.Files.Count(file => file.TransferSyntaxUid != rows[file.SopInstanceUid].TransferSyntaxUid), report.Transcoded);
        Assert.Equal(report.Files.Where(file => file.IsTranscoded).Sum(file => new FileInfo(Path.Combine(disc, file.FileId)).Length), report.TranscodedBytes);
    }

    private static void CheckFile(string path, string kind, DicomTransferSyntax stored, ImageRecord row, ExportedFile file)
    {
        using DicomFile written = DicomFile.Open(path);
        Assert.Equal(file.TransferSyntaxUid, written.TransferSyntax.Uid);
        if (!file.IsTranscoded)
        {
            Assert.Equal(row.Sha256, file.Sha256);
            return;
        }
        // The samples that the picture was made of, whatever both files are written in.
        DicomDataset picture = ExportPictures.Picture(kind == "Y422" && stored.Encapsulated ? "YBR" : kind, int.Parse(row.SopInstanceUid["2.25.9".Length..], CultureInfo.InvariantCulture));
        Assert.Equal(ExportArchive.IdentityOf(picture, DicomTransferSyntax.ExplicitVRLittleEndian), ExportArchive.IdentityOf(written.Dataset, written.TransferSyntax));
        Assert.Equal(picture.GetCode(DicomTag.PhotometricInterpretation), written.Dataset.GetCode(DicomTag.PhotometricInterpretation));
        bool sideBySide = stored.Encapsulated || written.TransferSyntax.Uid == DicomTransferSyntax.JpegLsLossless.Uid;
        if (kind is "RGBp" or "YBRp" && !sideBySide)
        {
            // Native planes stay planes, and RLE allows them.
            Assert.Equal(1, written.Dataset.GetInteger(DicomTag.PlanarConfiguration));
        }
        Assert.False(written.Dataset.Contains(DicomTag.LossyImageCompression));
    }

    private static string Made(string uid, string stored, Dictionary<string, ExportedFile> files, Dictionary<string, RefusedImage> refused)
    {
        if (files.TryGetValue(uid, out ExportedFile? file))
        {
            string name = ExportPictures.Syntaxes.Single(syntax => syntax.Value.Uid == file.TransferSyntaxUid).Key;
            return file.IsTranscoded == (name != stored) ? name : $"{name}, which is told wrongly";
        }
        return refused[uid].Reason switch
        {
            RefusalReason.TransferSyntax => "-T",
            RefusalReason.Photometric => "-P",
            _ => refused[uid].ToString(),
        };
    }

    private static IEnumerable<(string Profile, string Kind, string Stored, string[] Written)> Rows() =>
        from line in Table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        where line[0] != '#'
        let cells = line.Split(';', StringSplitOptions.TrimEntries)
        from kind in cells[0].Split(' ')
        from stored in cells[1].Split(' ')
        select (cells[2], kind, stored, cells[3].Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>An archive of all pictures, and which is which.</summary>
    public sealed class Pictures : IDisposable
    {
        private int _discs;

        public Pictures()
        {
            int number = 0;
            foreach ((string kind, string stored) in ExportPictures.All)
            {
                ExportPictures.Add(Archive, kind, stored, ++number);
                Of.Add(string.Create(CultureInfo.InvariantCulture, $"2.25.9{number}"), (kind, stored));
            }
        }

        internal ExportArchive Archive { get; } = new();

        /// <summary>Pictures by their SOP Instance UID.</summary>
        internal Dictionary<string, (string Kind, string Stored)> Of { get; } = new(StringComparer.Ordinal);

        internal string FreeDisc() => string.Create(CultureInfo.InvariantCulture, $"{Archive.Disc}{++_discs}");

        public void Dispose() => Archive.Dispose();
    }
}
