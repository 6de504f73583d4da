using System.Text.Json;

namespace Ospacs.Archive.Ledger;

/// <summary>Writes records as JSON. By hand: for the few thousand records of an import, a serializer takes longer to start than to work.</summary>
internal static class LedgerText
{
    /// <summary>Writes a record; what is not known is left out.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="record">The record.</param>
    internal static void Write(Utf8JsonWriter json, LedgerRecord record)
    {
        json.WriteStartObject();
        json.WriteString("kind", KindOf(record.Kind));
        json.WriteString("timeUtc", record.TimeUtc);
        json.WriteString("account", record.Account);
        json.WriteString("machine", record.Machine);
        json.WriteString("mediaRef", record.MediaRef);
        json.WriteNumber("fileNumber", record.FileNumber);
        json.WriteString("sourceHash", record.SourceHash);
        json.WriteString("subjectId", record.SubjectId);
        Write(json, "fromSubjectId", record.FromSubjectId);
        json.WriteNumber("imageId", record.ImageId);
        json.WriteString("sopInstanceUid", record.SopInstanceUid);
        Write(json, "fromSopInstanceUid", record.FromSopInstanceUid);
        json.WriteNumber("version", record.Version);
        Write(json, "sourcePath", record.SourcePath);
        if (record.Source is { } source)
        {
            Write(json, source);
        }
        if (record.Corrections.Count > 0)
        {
            json.WriteStartArray("corrections");
            foreach (SourceCorrection correction in record.Corrections)
            {
                json.WriteStartObject();
                json.WriteString("field", correction.Field);
                Write(json, "headerValue", correction.HeaderValue);
                Write(json, "registryValue", correction.RegistryValue);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        Write(json, "reason", record.Reason);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SourceIdentifiers source)
    {
        json.WriteStartObject("source");
        json.WriteString("studyInstanceUid", source.StudyInstanceUid);
        json.WriteString("seriesInstanceUid", source.SeriesInstanceUid);
        json.WriteString("sopInstanceUid", source.SopInstanceUid);
        Write(json, "patientId", source.PatientId);
        Write(json, "issuerOfPatientId", source.IssuerOfPatientId);
        Write(json, "otherPatientIds", source.OtherPatientIds);
        Write(json, "patientName", source.PatientName);
        Write(json, "otherPatientNames", source.OtherPatientNames);
        Write(json, "patientBirthDate", source.PatientBirthDate);
        Write(json, "patientSex", source.PatientSex);
        Write(json, "accessionNumber", source.AccessionNumber);
        Write(json, "studyId", source.StudyId);
        Write(json, "studyDate", source.StudyDate);
        if (source.Undecoded.Count > 0)
        {
            json.WriteStartArray("undecoded");
            foreach (UndecodedValue value in source.Undecoded)
            {
                json.WriteStartObject();
                json.WriteString("tag", value.Tag);
                json.WriteBase64String("bytes", value.Bytes);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            json.WriteStartArray(name);
            foreach (string value in values)
            {
                json.WriteStringValue(value);
            }
            json.WriteEndArray();
        }
    }

    private static string KindOf(LedgerRecordKind kind) => kind switch
    {
        LedgerRecordKind.Stored => nameof(LedgerRecordKind.Stored),
        LedgerRecordKind.Corrected => nameof(LedgerRecordKind.Corrected),
        LedgerRecordKind.Moved => nameof(LedgerRecordKind.Moved),
        _ => nameof(LedgerRecordKind.Removed),
    };
}
