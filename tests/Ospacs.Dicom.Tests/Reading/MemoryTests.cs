using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;
using Xunit;

namespace Ospacs.Dicom.Tests.Reading;

/// <summary>What a data set that was read keeps in memory. These tests run alone: they measure the memory of the whole process.</summary>
[Collection(nameof(MemoryTests))]
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public class MemoryTests
{
    [Fact]
    public void Small_values_strewn_over_a_large_file_do_not_keep_it_in_memory()
    {
        string path = Path.GetTempFileName();
        try
        {
            // Each small value stands in a window of its own; the large ones between them are zeros that the file need not hold.
            const int Pairs = 2000;
            using (FileStream file = File.Create(path))
            {
                file.Write(DicomBytes.ExplicitLittle.Element(0x00080005, "CS", "ISO_IR 100").File(DicomTransferSyntax.ExplicitVRLittleEndian.Uid));
                for (uint i = 0; i < Pairs; i++)
                {
                    file.Write(DicomBytes.ExplicitLittle.Header(0x00110000 + (2 * i), "OB", 100_000).ToArray());
                    file.Seek(100_000, SeekOrigin.Current);
                    file.Write(DicomBytes.ExplicitLittle.Element(0x00110000 + (2 * i) + 1, "LO", "some text").ToArray());
                }
            }
            long before = GC.GetTotalMemory(forceFullCollection: true);
            using DicomFile read = DicomFile.Open(path);
            long kept = GC.GetTotalMemory(forceFullCollection: true) - before;
            Assert.Equal((2 * Pairs) + 1, read.Dataset.Count);
            Assert.Equal("some text", read.Dataset.GetText(new DicomTag(0x00110000 + (2 * Pairs) - 1)));
            // What other tests have let go of meanwhile may make it less than nothing.
            Assert.True(kept < 64 << 20, $"{kept} bytes are kept.");
        }
        finally
        {
            File.Delete(path);
        }
    }
}
