using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Dicom.Tests.Reading;

/// <summary>The folder of real files, read and compared with what others read in it.</summary>
public class RealFileTests
{
    /// <summary>Files that are not well formed, with what must be said of them.</summary>
    private static readonly Dictionary<string, string> Damaged = new(StringComparer.Ordinal)
    {
        ["dicomdir_tree/DICOMDIR-nooffset"] = "runs beyond the end",
        ["nasty/emri_small_jpeg_2k_lossless_too_short.dcm"] = "is not ended by a delimiter",
        ["nasty/MR_truncated.dcm"] = "runs beyond the end",
        ["nasty/rtplan_truncated.dcm"] = "runs beyond the end",
    };

    /// <summary>Files that do not begin as any DICOM file does.</summary>
    private static readonly string[] NotDicom = ["nasty/no_meta.dcm", "README.md", "SOURCES.md", "manifest.json"];

    private static IEnumerable<(string Path, string Name)> Files()
    {
        string folder = Oracles.Data();
        return Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => (path, Path.GetRelativePath(folder, path).Replace('\\', '/')));
    }

    [Fact]
    public void Every_well_formed_file_is_written_again_byte_for_byte()
    {
        int written = 0;
        foreach ((string path, string name) in Files())
        {
            if (Array.IndexOf(NotDicom, name) >= 0)
            {
                Assert.Throws<NotDicomException>(() => DicomFile.Open(path));
                continue;
            }
            if (Damaged.TryGetValue(name, out string? message))
            {
                Assert.Contains(message, Assert.Throws<DicomFormatException>(() => DicomFile.Open(path)).Message, StringComparison.Ordinal);
                continue;
            }
            using DicomFile file = DicomFile.Open(path);
            var output = new DicomMemoryOutput();
            file.WriteTo(output);
            Assert.True(output.Written.Span.SequenceEqual(File.ReadAllBytes(path)), name);
            if (!file.TransferSyntax.Deflated)
            {
                Assert.Equal(output.Written.Length - LengthBefore(file), DicomWriter.LengthOf(file.Dataset, file.Encoding));
            }
            written++;
        }
        Assert.True(written > 120, $"only {written} files");
    }

    [Fact]
    public void Elements_have_the_tags_representations_and_values_that_pydicom_finds()
    {
        // Raw values only: what stands in the file, before anybody interprets it.
        const string Listing = """
            import sys, hashlib, pydicom
            from pydicom.dataelem import RawDataElement
            from pydicom.datadict import dictionary_VR, dictionary_has_tag
            def walk(ds, path):
                for tag in sorted(ds._dict):
                    e = ds._dict[tag]
                    if isinstance(e, RawDataElement) and e.VR is None and dictionary_has_tag(tag) and dictionary_VR(tag) == 'SQ':
                        e = ds[tag]
                    here = f'{path}/{tag.group:04X}{tag.elem:04X}'
                    if isinstance(e, RawDataElement):
                        if e.length == 0xFFFFFFFF: print(here, 'U')
                        else: print(here, 'V', e.VR or '??', len(e.value or b''), hashlib.sha256(e.value or b'').hexdigest())
                    elif e.VR == 'SQ':
                        print(here, 'S', len(e.value))
                        for i, item in enumerate(e.value): walk(item, f'{here}[{i}]')
                    else: print(here, 'U' if e.is_undefined_length else 'C')
            for name in sys.argv[1:]:
                print('=', name)
                try: walk(pydicom.dcmread(name, force=True), '')
                except Exception as x: print('!', type(x).__name__)
            """;
        Dictionary<string, string> files = Files().Where(f => Array.IndexOf(NotDicom, f.Name) < 0 && !Damaged.ContainsKey(f.Name)).ToDictionary(f => f.Path, f => f.Name);
        string listing = Oracles.Pydicom(Listing, [.. files.Keys]);
        int compared = 0;
        foreach (string block in listing.Split("= ", StringSplitOptions.RemoveEmptyEntries))
        {
            string[] lines = block.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            string name = files[lines[0]];
            using DicomFile file = DicomFile.Open(lines[0]);
            var ours = new Dictionary<string, DicomElement>(StringComparer.Ordinal);
            Walk(file.Dataset, "", ours);
            foreach (string line in lines.Skip(1))
            {
                string[] cells = line.Split(' ');
                Assert.NotEqual("!", cells[0]);
                Assert.True(ours.TryGetValue(cells[0], out DicomElement? element), $"{name} lacks {cells[0]}");
                switch (cells[1])
                {
                    case "S":
                        Assert.Equal(cells[2], element.Items?.Count.ToString(CultureInfo.InvariantCulture));
                        break;
                    case "C":
                        // Interpreted by the other reader already, so that its bytes are gone: the character set, and the records of a DICOMDIR.
                        Assert.True(element.Tag == DicomTag.SpecificCharacterSet || element.Tag.Group == 4, $"{name} {element}");
                        break;
                    case "U":
                        Assert.True(element.UndefinedLength, $"{name} {cells[0]}");
                        break;
                    default:
                        byte[] raw = new byte[element.ValuePlace.Length];
                        element.Source!.Read(element.ValuePlace.Offset, raw);
                        if (element.Fragments is null)
                        {
                            Assert.Equal($"{name} {cells[0]} {cells[3]} {cells[4]}", $"{name} {cells[0]} {raw.Length} {Convert.ToHexStringLower(SHA256.HashData(raw))}");
                        }
                        Assert.True(cells[2] == "??" || cells[2] == element.VR.ToString() || element.VR == DicomVR.UN, $"{name} {element}: {cells[2]}");
                        break;
                }
                compared++;
            }
            // No more elements than the other reader has, but for those in sequences that it leaves as bytes.
            int top = lines.Skip(1).Count(line => line.IndexOf('[', StringComparison.Ordinal) < 0);
            Assert.Equal($"{name} {top}", $"{name} {file.Dataset.Count}");
        }
        Assert.True(compared > 8000, $"only {compared} elements");
    }

    [Theory]
    [InlineData("us/OBXXXX1A_expb.dcm")]
    [InlineData("us/OBXXXX1A_expb_2frame.dcm")]
    [InlineData("us/ExplVR_BigEnd.dcm")]
    [InlineData("us/gdcm-US-ALOKA-16_big.dcm")]
    [InlineData("us/gdcm-US-ALOKA-16.dcm")]
    [InlineData("us/IM00001.implicit_little_endian.dcm")]
    [InlineData("nasty/SC_rgb_expb_2frame.dcm")]
    [InlineData("nasty/ExplVR_BigEndNoMeta.dcm")]
    [InlineData("nasty/rtstruct.dcm")]
    [InlineData("nasty/priv_SQ.dcm")]
    [InlineData("nasty/no_meta_group_length.dcm")]
    [InlineData("nasty/OT-PAL-8-face.dcm")]
    [InlineData("nasty/presidio_2_ORIGINAL.dcm")]
    [InlineData("nasty/empty_charset_LEI.dcm")]
    public void Files_written_anew_in_explicit_little_endian_mean_the_same_to_others(string name)
    {
        string path = Oracles.Data(name.Split('/'));
        using DicomFile file = DicomFile.Open(path);
        string copy = Path.GetTempFileName();
        try
        {
            using (FileStream stream = File.Create(copy))
            {
                var output = new DicomStreamOutput(stream);
                string sopClass = file.Dataset.GetCode(DicomTag.SOPClassUID);
                DicomWriter.WriteFile(output, DicomFileMeta.Create(sopClass, "2.25.1", DicomTransferSyntax.ExplicitVRLittleEndian), file.Dataset, DicomTransferSyntax.ExplicitVRLittleEndian);
                output.Flush();
            }
            (int status, string dump, string errors) = Oracles.Run("dcmdump", copy);
            Assert.True(status == 0, errors);
            Assert.DoesNotContain("E:", errors, StringComparison.Ordinal);
            Assert.Contains("Little Endian Explicit", dump, StringComparison.Ordinal);
            Oracles.Pydicom("""
                import sys, pydicom
                a, b = pydicom.dcmread(sys.argv[1], force=True), pydicom.dcmread(sys.argv[2])
                assert b.file_meta.TransferSyntaxUID == '1.2.840.10008.1.2.1'
                little = a.is_little_endian
                def same(a, b, path):
                    assert sorted(a.keys()) == sorted(b.keys()), path
                    for tag in a.keys():
                        x, y = a[tag], b[tag]
                        here = f'{path}/{tag}'
                        if x.VR == 'SQ' or y.VR == 'SQ':
                            if x.VR == 'UN': continue
                            assert len(x.value) == len(y.value), here
                            for i, (p, q) in enumerate(zip(x.value, y.value)): same(p, q, f'{here}[{i}]')
                        elif isinstance(x.value, bytes):
                            v = x.value
                            if x.VR in ('OW', 'US or OW', 'US or SS or OW', 'OB or OW') and not little and y.VR == 'OW':
                                v = bytes(c for i in range(0, len(v), 2) for c in (v[i + 1], v[i]))
                            assert v == y.value or v + b'\0' == y.value, here
                        else:
                            assert x.value == y.value, here
                same(a, b, '')
                """, path, copy);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private static long LengthBefore(DicomFile file) =>
        file.Dataset.Count == 0 ? file.Source.Length : file.Dataset.First().Place.Offset;

    private static void Walk(DicomDataset dataset, string path, Dictionary<string, DicomElement> found)
    {
        foreach (DicomElement element in dataset)
        {
            var here = new StringBuilder(path).Append('/').Append(element.Tag.Value.ToString("X8", CultureInfo.InvariantCulture)).ToString();
            found.Add(here, element);
            for (int i = 0; i < (element.Items?.Count ?? 0); i++)
            {
                Walk(element.Items![i].Dataset, string.Create(CultureInfo.InvariantCulture, $"{here}[{i}]"), found);
            }
        }
    }
}
