using System.Globalization;
using System.Text;

namespace Ospacs.Archive.Export;

/// <summary>
/// The plain text that stands beside a DICOMDIR and that it refers to as the file-set's descriptor (0004,1141). It names the profile, or
/// says that there is none and how the files are written, and it says which files of the folder are not under it. ASCII only, and no subject.
/// </summary>
internal static class MediumText
{
    internal static byte[] Make(string label, MediaProfile profile, string root, IReadOnlyList<ExportedFile> files, int subjects, int otherFiles)
    {
        var text = new StringBuilder();
        text.Append("DICOM file-set").Append(label.Length > 0 ? " " + label : string.Empty).Append("\r\n\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Media profile: {(profile.IsStandard ? profile.Name : $"none ({profile.Name})")}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Images: {files.Count}, subjects: {subjects}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Contents: DICOMDIR and the folder {root}\r\n");
        text.Append("The images were de-identified. The subjects' numbers are those of the trial.\r\n");
        if (!profile.IsStandard)
        {
            IEnumerable<string> syntaxes = files.Select(file => file.TransferSyntaxUid).Distinct().Order(StringComparer.Ordinal).Select(uid => DicomTransferSyntax.Of(uid).ToString());
            text.Append("\r\nNOT UNDER A MEDIA PROFILE\r\n");
            text.Append("The files are under no media profile of DICOM (PS3.11). Not every program that\r\n");
            text.Append("reads DICOM media reads the transfer syntaxes that they are written in:\r\n");
            text.AppendJoin("\r\n", syntaxes).Append("\r\n");
        }
        if (otherFiles > 0)
        {
            text.Append("\r\nNOT PART OF THE FILE-SET\r\n");
            text.Append(CultureInfo.InvariantCulture, $"This folder held {otherFiles} other {(otherFiles == 1 ? "file" : "files")} before the file-set was written. They are outside the media\r\n");
            text.Append("profile, the DICOMDIR does not list them, and nothing is said about what is in them.\r\n");
        }
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
