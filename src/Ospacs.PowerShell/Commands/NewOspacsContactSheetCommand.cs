using System.Security.Cryptography;
using Ospacs.Archive.Import;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Pictures;
using Ospacs.PowerShell.Completion;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>New-OspacsContactSheet</c>: draws each scanner and layout of a disc, masked and not, for a person to look at.</summary>
[Cmdlet(VerbsCommon.New, "OspacsContactSheet", SupportsShouldProcess = true, DefaultParameterSetName = LiteralPathSet)]
[OutputType(typeof(ContactSheetReport))]
public sealed class NewOspacsContactSheetCommand : FilesCmdlet
{
    /// <summary>The PNG file to write; one that is there is replaced.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = string.Empty;

    /// <summary>The archive whose newest policy serves when no policy file is given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ArchiveNameCompleter))]
    public string? Archive { get; set; }

    /// <summary>The policy file; the archive's newest policy when left out, and the shipped one without an archive.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Policy { get; set; }

    /// <summary>A script of CTP's DicomPixelAnonymizer, whose rules stand behind the policy's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? MaskScript { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        string destination = Unresolved(nameof(Destination), Destination);
        if (Files.Count == 0 || !ShouldProcess(destination, "Draw a contact sheet"))
        {
            return;
        }
        ArchivePolicy policy = ReadPolicy(Archive, Policy, MaskScript);
        IReadOnlyList<ScannedFile> files = MediaScan.Find(Files, Cancellation);
        var sheet = new ContactSheet(policy);
        Require(destination, () =>
        {
            using var bar = new CommandProgress(this, "Drawing a contact sheet");
            sheet.Add(files, new SynchronousProgress<int>(number => bar.Report(number, files.Count, "files")), Cancellation);
            return true;
        });
        byte[] png = Require(destination, () =>
        {
            using var output = new MemoryStream();
            sheet.Write(output);
            File.WriteAllBytes(destination, output.ToArray());
            return output.ToArray();
        });
        WriteObject(new ContactSheetReport
        {
            Destination = destination,
            Groups = sheet.Groups,
            Rules = [.. sheet.Groups.Where(group => group is { IsDrawn: true, Rule: not null }).Select(group => group.Rule!).Distinct(StringComparer.Ordinal)],
            Skipped = sheet.Skipped,
            Sha256 = Convert.ToHexString(SHA256.HashData(png)),
        });
    }
}
