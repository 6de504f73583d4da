using Ospacs.Dicom.Data;

namespace Ospacs.Dicom.Writing;

/// <summary>Makes file meta information anew: that of a source holds application entity titles, which name hospitals (PS3.10 section 7.1).</summary>
public static class DicomFileMeta
{
    /// <summary>The UID that says that this library wrote a file, under 2.25 (made once, at random).</summary>
    public const string ImplementationClassUid = "2.25.228014738107329564198342517790652814477";

    /// <summary>The name and version that this library writes beside it.</summary>
    public const string ImplementationVersionName = "OSPACS_0_1";

    /// <summary>Makes the meta information of an object.</summary>
    /// <param name="sopClassUid">The SOP class.</param>
    /// <param name="sopInstanceUid">The SOP instance.</param>
    /// <param name="syntax">The transfer syntax.</param>
    public static DicomDataset Create(string sopClassUid, string sopInstanceUid, DicomTransferSyntax syntax)
    {
        DicomDataset meta = new DicomDataset()
            .Set(DicomElement.Create(DicomTag.FileMetaInformationVersion, DicomVR.OB, [0, 1]))
            .Set(DicomTag.MediaStorageSOPClassUID, sopClassUid)
            .Set(DicomTag.MediaStorageSOPInstanceUID, sopInstanceUid)
            .Set(DicomTag.TransferSyntaxUID, syntax.Uid)
            .Set(DicomTag.ImplementationClassUID, ImplementationClassUid)
            .Set(DicomTag.ImplementationVersionName, ImplementationVersionName);
        uint length = (uint)DicomWriter.LengthOf(meta, DicomEncoding.ExplicitLittle);
        return meta.Set(DicomElement.Create(DicomTag.FileMetaInformationGroupLength, length));
    }
}
