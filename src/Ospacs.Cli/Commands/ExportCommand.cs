using System.CommandLine;
using System.Globalization;
using Ospacs.Archive;
using Ospacs.Archive.Export;
using Ospacs.Archive.Query;
using Ospacs.Cli.Output;

namespace Ospacs.Cli.Commands;

/// <summary><c>ospacs export</c>: writes images to a medium, reads it back and compares every hash.</summary>
internal static class ExportCommand
{
    internal static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var folder = new Argument<string>("DIR") { Description = "The folder that becomes the medium. It must be empty, or not be there yet." };
        Option<string> archive = CommonOptions.Archive();
        var label = new Option<string>("--label") { HelpName = "L", Description = "The medium's label: up to 16 of A-Z, 0-9, _ and space.", DefaultValueFactory = _ => string.Empty };
        Option<bool> json = CommonOptions.Json();
        var filter = new ImageFilter();
        var command = new Command("export", "Write images to a medium: a DICOM file-set with its DICOMDIR, read back and compared.") { folder, archive };
        filter.AddTo(command);
        command.Add(label);
        command.Add(json);
        command.SetAction(parsed =>
        {
            var options = new ExportOptions { Destination = parsed.GetRequiredValue(folder), Label = parsed.GetValue(label) ?? string.Empty };
            using OspacsArchive opened = CommonOptions.OpenToWrite(parsed.GetRequiredValue(archive));
            ExportReport report = Export(opened, options, filter.Query(parsed), terminal, cancellation);
            if (parsed.GetValue(json))
            {
                WriteJson(new JsonLine(terminal.Output), report);
            }
            else
            {
                WriteRefused(terminal.Output, report);
            }
            WriteSummary(parsed.GetValue(json) ? terminal.Error : terminal.Output, report);
            return report.Refused.Count == 0 ? ExitStatus.Done : ExitStatus.NeedsPerson;
        });
        return command;
    }

    private static ExportReport Export(OspacsArchive archive, ExportOptions options, ImageQuery query, Terminal terminal, CancellationToken cancellation)
    {
        using var progress = new ProgressLine(terminal);
        IProgress<ExportProgress> report = progress.Of<ExportProgress>(done =>
        {
            string total = done.Total is { } all ? string.Create(CultureInfo.InvariantCulture, $" of {all}") : string.Empty;
            return string.Create(CultureInfo.InvariantCulture, $"export: {(done.Phase == ExportPhase.Writing ? "written" : "read back")} {done.Done}{total}, {Sizes.Of(done.Bytes)}");
        });
        return new MediaExport(archive, options).Run(query, report, cancellation);
    }

    private static void WriteJson(JsonLine lines, ExportReport report)
    {
        foreach (ExportedFile file in report.Files)
        {
            lines.Write(json =>
            {
                json.WriteString("file", file.FileId);
                json.WriteString("outcome", "Exported");
                json.WriteString("reason", null as string);
                json.WriteString("sopInstanceUid", file.SopInstanceUid);
                json.WriteString("subject", file.SubjectId);
                json.WriteNumber("size", file.Bytes);
                json.WriteString("sha256", Convert.ToHexStringLower(file.Sha256));
            });
        }
        foreach (RefusedImage image in report.Refused)
        {
            lines.Write(json =>
            {
                json.WriteNull("file");
                json.WriteString("outcome", "Refused");
                json.WriteString("reason", image.Reason.ToString());
                json.WriteString("message", image.Message);
                json.WriteString("sopInstanceUid", image.SopInstanceUid);
                json.WriteString("subject", image.SubjectId);
            });
        }
    }

    private static void WriteRefused(TextWriter output, ExportReport report)
    {
        foreach (RefusedImage image in report.Refused)
        {
            output.WriteLine($"Refused  {image.SubjectId}  {image.SopInstanceUid}  {image.Reason}: {image.Message}");
        }
    }

    private static void WriteSummary(TextWriter output, ExportReport report)
    {
        output.WriteLine($"{Sizes.Count(report.Images, "image")} of {Sizes.Count(report.Subjects, "subject")} ({Sizes.Of(report.Bytes)}) written by profile {report.Profile}, read back and compared.");
        if (report.Refused.Count > 0)
        {
            output.WriteLine($"{Sizes.Count(report.Refused.Count, "image")} refused.");
        }
    }
}
