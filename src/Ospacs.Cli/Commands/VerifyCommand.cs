using System.CommandLine;
using Ospacs.Archive;
using Ospacs.Archive.Query;
using Ospacs.Cli.Output;

namespace Ospacs.Cli.Commands;

/// <summary><c>ospacs verify</c>: reads every object back and holds it against its hash, and the audit trail against its chain.</summary>
internal static class VerifyCommand
{
    internal static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        Option<string> archive = CommonOptions.Archive();
        Option<bool> json = CommonOptions.Json();
        var command = new Command("verify", "Read every object of an archive back against its hash, and check the audit trail.") { archive, json };
        command.SetAction(parsed => Verify(parsed.GetRequiredValue(archive), parsed.GetValue(json), terminal, cancellation));
        return command;
    }

    private static int Verify(string archive, bool json, Terminal terminal, CancellationToken cancellation)
    {
        using OspacsArchive opened = CommonOptions.OpenToRead(archive);
        var verification = new ArchiveVerification(opened);
        var lines = new JsonLine(terminal.Output);
        long findings = 0;
        using (var progress = new ProgressLine(terminal))
        {
            IProgress<VerificationProgress> report = progress.Of<VerificationProgress>(done => $"verify: {Sizes.Count(done.Images, "image")}, {Sizes.Of(done.Bytes)}");
            foreach (VerificationFinding finding in verification.Run(null, report, cancellation))
            {
                findings++;
                progress.Clear();
                Write(terminal.Output, lines, json, finding);
            }
        }
        if (json)
        {
            lines.Write(members =>
            {
                members.WriteString("problem", null as string);
                members.WriteString("message", findings == 0 ? "The archive is whole." : "The archive is damaged.");
                members.WriteNumber("images", verification.Images);
                members.WriteNumber("bytes", verification.Bytes);
                members.WriteNumber("auditEntries", verification.AuditEntries);
                members.WriteNumber("findings", findings);
            });
        }
        else
        {
            terminal.Output.WriteLine($"{Sizes.Count(verification.Images, "image")} ({Sizes.Of(verification.Bytes)}) and {verification.AuditEntries} audit entries read: {(findings == 0 ? "all is well." : Sizes.Count(findings, "finding") + ".")}");
        }
        return findings == 0 ? ExitStatus.Done : ExitStatus.NeedsPerson;
    }

    private static void Write(TextWriter output, JsonLine lines, bool json, VerificationFinding finding)
    {
        if (!json)
        {
            output.WriteLine($"{finding.Problem}: {finding.Message}");
            return;
        }
        lines.Write(members =>
        {
            members.WriteString("problem", finding.Problem.ToString());
            members.WriteString("message", finding.Message);
            members.WriteString("sopInstanceUid", finding.SopInstanceUid);
            members.WriteString("media", finding.MediaRef);
        });
    }
}
