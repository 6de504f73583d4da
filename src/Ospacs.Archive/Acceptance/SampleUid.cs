using System.Security.Cryptography;
using System.Text;
using Ospacs.Dicom.Data;

namespace Ospacs.Archive.Acceptance;

/// <summary>UIDs for made-up objects: the same name gives the same UID, on every machine.</summary>
public static class SampleUid
{
    /// <summary>The UID of a name, under 2.25 (PS3.5 Annex B.2).</summary>
    /// <param name="name">Any text.</param>
    public static string Of(string name) => DicomUID.FromBits(SHA256.HashData(Encoding.UTF8.GetBytes("ospacs sample: " + name)).AsSpan(0, 16));
}
