using System.Globalization;
using System.Text;
using Ospacs.Archive.Patients;
using Ospacs.Bench.Patients;

namespace Ospacs.Engines.Tests.Servers;

/// <summary>500 headers with planted errors, and the 2,000 volunteers whose they are: what a registry from a server says of them must be what it says from a CSV file.</summary>
internal sealed class PlantedHeaders
{
    private readonly MadeRegistry _made = new(2000, 20261127);
    private readonly MadeHeader[] _headers;

    public PlantedHeaders() => _headers = [.. new MadeHeaders(_made, 20261128).Make(500)];

    /// <summary>The volunteers as lists of rows for an INSERT, 200 each: number, ids, family and given name, birth date, sex, site, former names, days of joining and leaving.</summary>
    /// <param name="mark">What stands before a text that is not ASCII.</param>
    public IEnumerable<string> Rows(string mark = "") =>
        _made.List.Chunk(200).Select(some => string.Join(", ", some.Select(patient => "(" + string.Join(", ", Values(patient).Select(value => value.Length == 0 ? "NULL" : $"{mark}'{value.Replace("'", "''", StringComparison.Ordinal)}'")) + ")")));

    /// <summary>Holds every header against both registries.</summary>
    /// <param name="fromServer">The volunteers as they came from the server.</param>
    public void CompareWithFile(MemoryRegistry fromServer)
    {
        StringBuilder csv = new("SubjectId,PatientId,FamilyName,GivenName,BirthDate,Sex,Centre,FormerName,EnrolledOn,WithdrawnOn\r\n");
        foreach (RegistryPatient patient in _made.List)
        {
            csv.AppendJoin(',', Values(patient).Select(value => "\"" + value.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"")).Append("\r\n");
        }

        using MemoryStream file = new(Encoding.UTF8.GetBytes(csv.ToString()));
        PatientChecker byFile = new(CsvRegistry.Read(file, RegistryLayout.Default), MatchPolicy.Default);
        PatientChecker byServer = new(fromServer, MatchPolicy.Default);
        int matches = 0;
        Assert.All(_headers, header =>
        {
            PatientCheck expected = byFile.Check(header.Identity, header.Centre);
            Assert.Equal(Text(expected), Text(byServer.Check(header.Identity, header.Centre)));
            matches += expected.Status == CheckStatus.Match ? 1 : 0;
        });
        Assert.InRange(matches, 100, 400);
    }

    private static string Text(PatientCheck check) => string.Join('\n', [check.Message, $"{check.Status} {check.SubjectId} {check.Score}", .. check.Fields.OrderBy(field => field.Key).Select(field => field.ToString()), .. check.Parts.Select(part => part.ToString()), .. check.Candidates.Select(candidate => $"{candidate.SubjectId} {candidate.Score}")]);

    private static string[] Values(RegistryPatient patient) =>
    [
        patient.SubjectId, string.Join('|', patient.PatientIds), patient.FamilyName, patient.GivenName, Day(patient.BirthDate), patient.Sex, patient.Centre,
        string.Join('|', patient.FormerNames), Day(patient.EnrolledOn), Day(patient.WithdrawnOn),
    ];

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? string.Empty;
}
