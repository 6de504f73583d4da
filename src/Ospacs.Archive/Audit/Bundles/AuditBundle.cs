using System.Globalization;
using System.Text;
using System.Text.Json;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Audit.Bundles;

/// <summary>The files of an inspector's bundle, and how an earlier one is read again. docs/formats.md gives their lines.</summary>
public static class AuditBundle
{
    /// <summary>The entries, a line each.</summary>
    public const string EntriesFile = "audit.jsonl";

    internal const string SheetFile = "audit.csv";
    internal const string ArchiveFile = "archive.json";
    internal const string PassportsFile = "passports.jsonl";
    internal const string AnchorsFile = "anchors.jsonl";
    internal const string PoliciesFile = "policies.jsonl";
    internal const string PoliciesFolder = "policies";
    internal const string VersionsFile = "versions.jsonl";
    internal const string TombstonesFile = "tombstones.jsonl";
    internal const string ExportsFile = "exports.jsonl";
    internal const string ExportImagesFile = "export-images.jsonl";
    internal const string CheckKeyFile = "audit.key";
    internal const string PageFile = "README.html";
    internal const string SumsFile = "SHA256SUMS";

    /// <summary>The entries of a bundle, each with its code, in their order: what a later trail must begin with.</summary>
    /// <param name="path">The bundle's folder, or its file of entries.</param>
    /// <exception cref="ArchiveException"><see cref="ArchiveFailure.InvalidArgument"/>: it is no bundle, or damaged. It comes when the entries are read.</exception>
    public static IEnumerable<AuditAnchor> ReadEntries(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using StreamReader reader = Open(Directory.Exists(path) ? Path.Combine(path, EntriesFile) : path);
        long number = 0;
        while (Next(reader) is { } line)
        {
            yield return Entry(line, ++number);
        }

        if (number == 0)
        {
            throw NoBundle("it holds no entry", null);
        }
    }

    private static StreamReader Open(string file)
    {
        try
        {
            return new StreamReader(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NoBundle($"there is no {EntriesFile}, or it cannot be read", e);
        }
    }

    private static string? Next(StreamReader reader)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (Exception e) when (e is IOException or DecoderFallbackException)
        {
            throw NoBundle($"its {EntriesFile} cannot be read", e);
        }
    }

    private static AuditAnchor Entry(string line, long number)
    {
        try
        {
            using JsonDocument entry = JsonDocument.Parse(line);
            long sequence = entry.RootElement.GetProperty("sequence").GetInt64();
            byte[] mac = Convert.FromHexString(entry.RootElement.GetProperty("mac").GetString() ?? string.Empty);
            return sequence == number ? new AuditAnchor(sequence, mac, AuditWitness.Bundle) : throw NoEntry(number, null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw NoEntry(number, e);
        }
    }

    private static ArchiveException NoEntry(long number, Exception? inner) =>
        NoBundle(string.Create(CultureInfo.InvariantCulture, $"line {number} of its {EntriesFile} is not the entry of this number"), inner);

    private static ArchiveException NoBundle(string why, Exception? inner) =>
        new(ArchiveFailure.InvalidArgument, $"What was given as an earlier bundle is none, or is damaged: {why}.", inner);
}
