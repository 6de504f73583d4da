namespace Ospacs.Dicom.Data;

/// <content>The elements that the project names in code, by their keyword (PS3.6).</content>
public readonly partial record struct DicomTag
{
    /// <summary>(0002,0000) FileMetaInformationGroupLength.</summary>
    public static DicomTag FileMetaInformationGroupLength => new(0x00020000u);

    /// <summary>(0002,0001) FileMetaInformationVersion.</summary>
    public static DicomTag FileMetaInformationVersion => new(0x00020001u);

    /// <summary>(0002,0002) MediaStorageSOPClassUID.</summary>
    public static DicomTag MediaStorageSOPClassUID => new(0x00020002u);

    /// <summary>(0002,0003) MediaStorageSOPInstanceUID.</summary>
    public static DicomTag MediaStorageSOPInstanceUID => new(0x00020003u);

    /// <summary>(0002,0010) TransferSyntaxUID.</summary>
    public static DicomTag TransferSyntaxUID => new(0x00020010u);

    /// <summary>(0002,0012) ImplementationClassUID.</summary>
    public static DicomTag ImplementationClassUID => new(0x00020012u);

    /// <summary>(0002,0013) ImplementationVersionName.</summary>
    public static DicomTag ImplementationVersionName => new(0x00020013u);

    /// <summary>(0004,1130) FileSetID.</summary>
    public static DicomTag FileSetID => new(0x00041130u);

    /// <summary>(0004,1141) FileSetDescriptorFileID.</summary>
    public static DicomTag FileSetDescriptorFileID => new(0x00041141u);

    /// <summary>(0004,1142) SpecificCharacterSetOfFileSetDescriptorFile.</summary>
    public static DicomTag SpecificCharacterSetOfFileSetDescriptorFile => new(0x00041142u);

    /// <summary>(0004,1200) OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity.</summary>
    public static DicomTag OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity => new(0x00041200u);

    /// <summary>(0004,1202) OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity.</summary>
    public static DicomTag OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity => new(0x00041202u);

    /// <summary>(0004,1212) FileSetConsistencyFlag.</summary>
    public static DicomTag FileSetConsistencyFlag => new(0x00041212u);

    /// <summary>(0004,1220) DirectoryRecordSequence.</summary>
    public static DicomTag DirectoryRecordSequence => new(0x00041220u);

    /// <summary>(0004,1400) OffsetOfTheNextDirectoryRecord.</summary>
    public static DicomTag OffsetOfTheNextDirectoryRecord => new(0x00041400u);

    /// <summary>(0004,1410) RecordInUseFlag.</summary>
    public static DicomTag RecordInUseFlag => new(0x00041410u);

    /// <summary>(0004,1420) OffsetOfReferencedLowerLevelDirectoryEntity.</summary>
    public static DicomTag OffsetOfReferencedLowerLevelDirectoryEntity => new(0x00041420u);

    /// <summary>(0004,1430) DirectoryRecordType.</summary>
    public static DicomTag DirectoryRecordType => new(0x00041430u);

    /// <summary>(0004,1432) PrivateRecordUID.</summary>
    public static DicomTag PrivateRecordUID => new(0x00041432u);

    /// <summary>(0004,1500) ReferencedFileID.</summary>
    public static DicomTag ReferencedFileID => new(0x00041500u);

    /// <summary>(0004,1510) ReferencedSOPClassUIDInFile.</summary>
    public static DicomTag ReferencedSOPClassUIDInFile => new(0x00041510u);

    /// <summary>(0004,1511) ReferencedSOPInstanceUIDInFile.</summary>
    public static DicomTag ReferencedSOPInstanceUIDInFile => new(0x00041511u);

    /// <summary>(0004,1512) ReferencedTransferSyntaxUIDInFile.</summary>
    public static DicomTag ReferencedTransferSyntaxUIDInFile => new(0x00041512u);

    /// <summary>(0008,0005) SpecificCharacterSet.</summary>
    public static DicomTag SpecificCharacterSet => new(0x00080005u);

    /// <summary>(0008,0008) ImageType.</summary>
    public static DicomTag ImageType => new(0x00080008u);

    /// <summary>(0008,0016) SOPClassUID.</summary>
    public static DicomTag SOPClassUID => new(0x00080016u);

    /// <summary>(0008,0018) SOPInstanceUID.</summary>
    public static DicomTag SOPInstanceUID => new(0x00080018u);

    /// <summary>(0008,0020) StudyDate.</summary>
    public static DicomTag StudyDate => new(0x00080020u);

    /// <summary>(0008,0021) SeriesDate.</summary>
    public static DicomTag SeriesDate => new(0x00080021u);

    /// <summary>(0008,0022) AcquisitionDate.</summary>
    public static DicomTag AcquisitionDate => new(0x00080022u);

    /// <summary>(0008,0023) ContentDate.</summary>
    public static DicomTag ContentDate => new(0x00080023u);

    /// <summary>(0008,002A) AcquisitionDateTime.</summary>
    public static DicomTag AcquisitionDateTime => new(0x0008002Au);

    /// <summary>(0008,0030) StudyTime.</summary>
    public static DicomTag StudyTime => new(0x00080030u);

    /// <summary>(0008,0031) SeriesTime.</summary>
    public static DicomTag SeriesTime => new(0x00080031u);

    /// <summary>(0008,0033) ContentTime.</summary>
    public static DicomTag ContentTime => new(0x00080033u);

    /// <summary>(0008,0050) AccessionNumber.</summary>
    public static DicomTag AccessionNumber => new(0x00080050u);

    /// <summary>(0008,0060) Modality.</summary>
    public static DicomTag Modality => new(0x00080060u);

    /// <summary>(0008,0064) ConversionType.</summary>
    public static DicomTag ConversionType => new(0x00080064u);

    /// <summary>(0008,0070) Manufacturer.</summary>
    public static DicomTag Manufacturer => new(0x00080070u);

    /// <summary>(0008,0080) InstitutionName.</summary>
    public static DicomTag InstitutionName => new(0x00080080u);

    /// <summary>(0008,0081) InstitutionAddress.</summary>
    public static DicomTag InstitutionAddress => new(0x00080081u);

    /// <summary>(0008,0090) ReferringPhysicianName.</summary>
    public static DicomTag ReferringPhysicianName => new(0x00080090u);

    /// <summary>(0008,0100) CodeValue.</summary>
    public static DicomTag CodeValue => new(0x00080100u);

    /// <summary>(0008,0102) CodingSchemeDesignator.</summary>
    public static DicomTag CodingSchemeDesignator => new(0x00080102u);

    /// <summary>(0008,0104) CodeMeaning.</summary>
    public static DicomTag CodeMeaning => new(0x00080104u);

    /// <summary>(0008,0119) LongCodeValue.</summary>
    public static DicomTag LongCodeValue => new(0x00080119u);

    /// <summary>(0008,0120) URNCodeValue.</summary>
    public static DicomTag URNCodeValue => new(0x00080120u);

    /// <summary>(0008,0201) TimezoneOffsetFromUTC.</summary>
    public static DicomTag TimezoneOffsetFromUTC => new(0x00080201u);

    /// <summary>(0008,1010) StationName.</summary>
    public static DicomTag StationName => new(0x00081010u);

    /// <summary>(0008,1030) StudyDescription.</summary>
    public static DicomTag StudyDescription => new(0x00081030u);

    /// <summary>(0008,103E) SeriesDescription.</summary>
    public static DicomTag SeriesDescription => new(0x0008103Eu);

    /// <summary>(0008,1050) PerformingPhysicianName.</summary>
    public static DicomTag PerformingPhysicianName => new(0x00081050u);

    /// <summary>(0008,1090) ManufacturerModelName.</summary>
    public static DicomTag ManufacturerModelName => new(0x00081090u);

    /// <summary>(0008,1140) ReferencedImageSequence.</summary>
    public static DicomTag ReferencedImageSequence => new(0x00081140u);

    /// <summary>(0008,1150) ReferencedSOPClassUID.</summary>
    public static DicomTag ReferencedSOPClassUID => new(0x00081150u);

    /// <summary>(0008,1155) ReferencedSOPInstanceUID.</summary>
    public static DicomTag ReferencedSOPInstanceUID => new(0x00081155u);

    /// <summary>(0008,2111) DerivationDescription.</summary>
    public static DicomTag DerivationDescription => new(0x00082111u);

    /// <summary>(0008,2112) SourceImageSequence.</summary>
    public static DicomTag SourceImageSequence => new(0x00082112u);

    /// <summary>(0008,9215) DerivationCodeSequence.</summary>
    public static DicomTag DerivationCodeSequence => new(0x00089215u);

    /// <summary>(0010,0010) PatientName.</summary>
    public static DicomTag PatientName => new(0x00100010u);

    /// <summary>(0010,0020) PatientID.</summary>
    public static DicomTag PatientID => new(0x00100020u);

    /// <summary>(0010,0021) IssuerOfPatientID.</summary>
    public static DicomTag IssuerOfPatientID => new(0x00100021u);

    /// <summary>(0010,0030) PatientBirthDate.</summary>
    public static DicomTag PatientBirthDate => new(0x00100030u);

    /// <summary>(0010,0040) PatientSex.</summary>
    public static DicomTag PatientSex => new(0x00100040u);

    /// <summary>(0010,1000) OtherPatientIDs.</summary>
    public static DicomTag OtherPatientIDs => new(0x00101000u);

    /// <summary>(0010,1001) OtherPatientNames.</summary>
    public static DicomTag OtherPatientNames => new(0x00101001u);

    /// <summary>(0010,1010) PatientAge.</summary>
    public static DicomTag PatientAge => new(0x00101010u);

    /// <summary>(0010,4000) PatientComments.</summary>
    public static DicomTag PatientComments => new(0x00104000u);

    /// <summary>(0012,0010) ClinicalTrialSponsorName.</summary>
    public static DicomTag ClinicalTrialSponsorName => new(0x00120010u);

    /// <summary>(0012,0020) ClinicalTrialProtocolID.</summary>
    public static DicomTag ClinicalTrialProtocolID => new(0x00120020u);

    /// <summary>(0012,0021) ClinicalTrialProtocolName.</summary>
    public static DicomTag ClinicalTrialProtocolName => new(0x00120021u);

    /// <summary>(0012,0030) ClinicalTrialSiteID.</summary>
    public static DicomTag ClinicalTrialSiteID => new(0x00120030u);

    /// <summary>(0012,0031) ClinicalTrialSiteName.</summary>
    public static DicomTag ClinicalTrialSiteName => new(0x00120031u);

    /// <summary>(0012,0040) ClinicalTrialSubjectID.</summary>
    public static DicomTag ClinicalTrialSubjectID => new(0x00120040u);

    /// <summary>(0012,0042) ClinicalTrialSubjectReadingID.</summary>
    public static DicomTag ClinicalTrialSubjectReadingID => new(0x00120042u);

    /// <summary>(0012,0050) ClinicalTrialTimePointID.</summary>
    public static DicomTag ClinicalTrialTimePointID => new(0x00120050u);

    /// <summary>(0012,0060) ClinicalTrialCoordinatingCenterName.</summary>
    public static DicomTag ClinicalTrialCoordinatingCenterName => new(0x00120060u);

    /// <summary>(0012,0062) PatientIdentityRemoved.</summary>
    public static DicomTag PatientIdentityRemoved => new(0x00120062u);

    /// <summary>(0012,0063) DeidentificationMethod.</summary>
    public static DicomTag DeidentificationMethod => new(0x00120063u);

    /// <summary>(0012,0064) DeidentificationMethodCodeSequence.</summary>
    public static DicomTag DeidentificationMethodCodeSequence => new(0x00120064u);

    /// <summary>(0018,1000) DeviceSerialNumber.</summary>
    public static DicomTag DeviceSerialNumber => new(0x00181000u);

    /// <summary>(0018,1016) SecondaryCaptureDeviceManufacturer.</summary>
    public static DicomTag SecondaryCaptureDeviceManufacturer => new(0x00181016u);

    /// <summary>(0018,1020) SoftwareVersions.</summary>
    public static DicomTag SoftwareVersions => new(0x00181020u);

    /// <summary>(0018,1030) ProtocolName.</summary>
    public static DicomTag ProtocolName => new(0x00181030u);

    /// <summary>(0018,6011) SequenceOfUltrasoundRegions.</summary>
    public static DicomTag SequenceOfUltrasoundRegions => new(0x00186011u);

    /// <summary>(0018,6012) RegionSpatialFormat.</summary>
    public static DicomTag RegionSpatialFormat => new(0x00186012u);

    /// <summary>(0018,6014) RegionDataType.</summary>
    public static DicomTag RegionDataType => new(0x00186014u);

    /// <summary>(0018,6016) RegionFlags.</summary>
    public static DicomTag RegionFlags => new(0x00186016u);

    /// <summary>(0018,6018) RegionLocationMinX0.</summary>
    public static DicomTag RegionLocationMinX0 => new(0x00186018u);

    /// <summary>(0018,601A) RegionLocationMinY0.</summary>
    public static DicomTag RegionLocationMinY0 => new(0x0018601Au);

    /// <summary>(0018,601C) RegionLocationMaxX1.</summary>
    public static DicomTag RegionLocationMaxX1 => new(0x0018601Cu);

    /// <summary>(0018,601E) RegionLocationMaxY1.</summary>
    public static DicomTag RegionLocationMaxY1 => new(0x0018601Eu);

    /// <summary>(0020,000D) StudyInstanceUID.</summary>
    public static DicomTag StudyInstanceUID => new(0x0020000Du);

    /// <summary>(0020,000E) SeriesInstanceUID.</summary>
    public static DicomTag SeriesInstanceUID => new(0x0020000Eu);

    /// <summary>(0020,0010) StudyID.</summary>
    public static DicomTag StudyID => new(0x00200010u);

    /// <summary>(0020,0011) SeriesNumber.</summary>
    public static DicomTag SeriesNumber => new(0x00200011u);

    /// <summary>(0020,0013) InstanceNumber.</summary>
    public static DicomTag InstanceNumber => new(0x00200013u);

    /// <summary>(0020,0020) PatientOrientation.</summary>
    public static DicomTag PatientOrientation => new(0x00200020u);

    /// <summary>(0020,0052) FrameOfReferenceUID.</summary>
    public static DicomTag FrameOfReferenceUID => new(0x00200052u);

    /// <summary>(0020,4000) ImageComments.</summary>
    public static DicomTag ImageComments => new(0x00204000u);

    /// <summary>(0028,0002) SamplesPerPixel.</summary>
    public static DicomTag SamplesPerPixel => new(0x00280002u);

    /// <summary>(0028,0004) PhotometricInterpretation.</summary>
    public static DicomTag PhotometricInterpretation => new(0x00280004u);

    /// <summary>(0028,0006) PlanarConfiguration.</summary>
    public static DicomTag PlanarConfiguration => new(0x00280006u);

    /// <summary>(0028,0008) NumberOfFrames.</summary>
    public static DicomTag NumberOfFrames => new(0x00280008u);

    /// <summary>(0028,0009) FrameIncrementPointer.</summary>
    public static DicomTag FrameIncrementPointer => new(0x00280009u);

    /// <summary>(0028,0010) Rows.</summary>
    public static DicomTag Rows => new(0x00280010u);

    /// <summary>(0028,0011) Columns.</summary>
    public static DicomTag Columns => new(0x00280011u);

    /// <summary>(0028,0100) BitsAllocated.</summary>
    public static DicomTag BitsAllocated => new(0x00280100u);

    /// <summary>(0028,0101) BitsStored.</summary>
    public static DicomTag BitsStored => new(0x00280101u);

    /// <summary>(0028,0102) HighBit.</summary>
    public static DicomTag HighBit => new(0x00280102u);

    /// <summary>(0028,0103) PixelRepresentation.</summary>
    public static DicomTag PixelRepresentation => new(0x00280103u);

    /// <summary>(0028,0106) SmallestImagePixelValue.</summary>
    public static DicomTag SmallestImagePixelValue => new(0x00280106u);

    /// <summary>(0028,0107) LargestImagePixelValue.</summary>
    public static DicomTag LargestImagePixelValue => new(0x00280107u);

    /// <summary>(0028,0108) SmallestPixelValueInSeries.</summary>
    public static DicomTag SmallestPixelValueInSeries => new(0x00280108u);

    /// <summary>(0028,0109) LargestPixelValueInSeries.</summary>
    public static DicomTag LargestPixelValueInSeries => new(0x00280109u);

    /// <summary>(0028,0120) PixelPaddingValue.</summary>
    public static DicomTag PixelPaddingValue => new(0x00280120u);

    /// <summary>(0028,0301) BurnedInAnnotation.</summary>
    public static DicomTag BurnedInAnnotation => new(0x00280301u);

    /// <summary>(0028,0303) LongitudinalTemporalInformationModified.</summary>
    public static DicomTag LongitudinalTemporalInformationModified => new(0x00280303u);

    /// <summary>(0028,1101) RedPaletteColorLookupTableDescriptor.</summary>
    public static DicomTag RedPaletteColorLookupTableDescriptor => new(0x00281101u);

    /// <summary>(0028,1102) GreenPaletteColorLookupTableDescriptor.</summary>
    public static DicomTag GreenPaletteColorLookupTableDescriptor => new(0x00281102u);

    /// <summary>(0028,1103) BluePaletteColorLookupTableDescriptor.</summary>
    public static DicomTag BluePaletteColorLookupTableDescriptor => new(0x00281103u);

    /// <summary>(0028,1201) RedPaletteColorLookupTableData.</summary>
    public static DicomTag RedPaletteColorLookupTableData => new(0x00281201u);

    /// <summary>(0028,1202) GreenPaletteColorLookupTableData.</summary>
    public static DicomTag GreenPaletteColorLookupTableData => new(0x00281202u);

    /// <summary>(0028,1203) BluePaletteColorLookupTableData.</summary>
    public static DicomTag BluePaletteColorLookupTableData => new(0x00281203u);

    /// <summary>(0028,1221) SegmentedRedPaletteColorLookupTableData.</summary>
    public static DicomTag SegmentedRedPaletteColorLookupTableData => new(0x00281221u);

    /// <summary>(0028,1222) SegmentedGreenPaletteColorLookupTableData.</summary>
    public static DicomTag SegmentedGreenPaletteColorLookupTableData => new(0x00281222u);

    /// <summary>(0028,1223) SegmentedBluePaletteColorLookupTableData.</summary>
    public static DicomTag SegmentedBluePaletteColorLookupTableData => new(0x00281223u);

    /// <summary>(0028,2110) LossyImageCompression.</summary>
    public static DicomTag LossyImageCompression => new(0x00282110u);

    /// <summary>(0028,2112) LossyImageCompressionRatio.</summary>
    public static DicomTag LossyImageCompressionRatio => new(0x00282112u);

    /// <summary>(0028,2114) LossyImageCompressionMethod.</summary>
    public static DicomTag LossyImageCompressionMethod => new(0x00282114u);

    /// <summary>(0040,A040) ValueType.</summary>
    public static DicomTag ValueType => new(0x0040A040u);

    /// <summary>(0088,0200) IconImageSequence.</summary>
    public static DicomTag IconImageSequence => new(0x00880200u);

    /// <summary>(7FE0,0001) ExtendedOffsetTable.</summary>
    public static DicomTag ExtendedOffsetTable => new(0x7FE00001u);

    /// <summary>(7FE0,0002) ExtendedOffsetTableLengths.</summary>
    public static DicomTag ExtendedOffsetTableLengths => new(0x7FE00002u);

    /// <summary>(7FE0,0008) FloatPixelData.</summary>
    public static DicomTag FloatPixelData => new(0x7FE00008u);

    /// <summary>(7FE0,0009) DoubleFloatPixelData.</summary>
    public static DicomTag DoubleFloatPixelData => new(0x7FE00009u);

    /// <summary>(7FE0,0010) PixelData.</summary>
    public static DicomTag PixelData => new(0x7FE00010u);

    /// <summary>(FFFA,FFFA) DigitalSignaturesSequence.</summary>
    public static DicomTag DigitalSignaturesSequence => new(0xFFFAFFFAu);

    /// <summary>(FFFC,FFFC) DataSetTrailingPadding.</summary>
    public static DicomTag DataSetTrailingPadding => new(0xFFFCFFFCu);

    /// <summary>(FFFE,E000) Item (PS3.5 section 7.5).</summary>
    public static DicomTag Item => new(0xFFFEE000u);

    /// <summary>(FFFE,E00D) Item Delimitation Item.</summary>
    public static DicomTag ItemDelimitationItem => new(0xFFFEE00Du);

    /// <summary>(FFFE,E0DD) Sequence Delimitation Item.</summary>
    public static DicomTag SequenceDelimitationItem => new(0xFFFEE0DDu);
}
