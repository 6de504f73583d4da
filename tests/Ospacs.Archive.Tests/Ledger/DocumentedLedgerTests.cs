using System.Text.Json;
using Ospacs.Archive.Ledger;
using Ospacs.Archive.Tests.BadDays;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.Ledger;

/// <summary>The program that docs/formats.md gives to inspectors, run as it stands there: it shares no code with ours.</summary>
public sealed class DocumentedLedgerTests : IDisposable
{
    private readonly BadDay _day = new();

    public void Dispose() => _day.Dispose();

    [Fact]
    public void The_documented_program_reads_what_ours_has_written()
    {
        _day.PutStills(3);
        _day.Import();
        List<LedgerRecord> records = _day.Records();
        (string output, string errors) = Read();
        Assert.Equal(string.Empty, errors);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        for (int i = 0; i < 3; i++)
        {
            using JsonDocument json = JsonDocument.Parse(lines[i]);
            Assert.Equal("Stored", json.RootElement.GetProperty("kind").GetString());
            Assert.Equal(records[i].SourceHash, json.RootElement.GetProperty("sourceHash").GetString());
            Assert.Equal(records[i].SourcePath, json.RootElement.GetProperty("sourcePath").GetString());
            Assert.Equal(BadDay.Patient.Name, json.RootElement.GetProperty("source").GetProperty("patientName").GetString());
        }
    }

    [Fact]
    public void The_documented_program_and_ours_find_the_same_damage()
    {
        _day.PutStills(3);
        _day.Import();
        string[] lines = File.ReadAllLines(_day.LedgerFile());
        lines[2] = (lines[2][0] == 'A' ? 'B' : 'A') + lines[2][1..];
        File.WriteAllText(_day.LedgerFile(), string.Join('\n', lines) + "\n" + lines[1][..50]);
        Assert.Equal("line 3 cannot be read\n", Read().Errors);
        Assert.Equal(2, _day.Records().Count);
    }

    private (string Output, string Errors) Read()
    {
        Oracles.NeedPython("cryptography");
        (int status, string output, string errors) = Oracles.Run("/usr/bin/python3", "-c", DocumentedProgram.About("ospacs ledger 1"), _day.LedgerFile(), _day.ArchivePath + ".identity/archive.key");
        Assert.True(status == 0, errors);
        return (output, errors);
    }
}
