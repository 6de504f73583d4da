using System.Globalization;
using System.Text;

namespace Ospacs.Archive.Export;

/// <summary>
/// The plain text that stands beside a DICOMDIR and that it refers to as the file-set's descriptor (0004,1141). It names the profile, and
/// says which files of the folder are not under it. ASCII only, and no subject.
/// </summary>
internal static class MediumText
{
    internal static byte[] Make(string label, string profile, string root, int images, int subjects, int otherFiles)
    {
        var text = new StringBuilder();
        text.Append("DICOM file-set").Append(label.Length > 0 ? " " + label : string.Empty).Append("\r\n\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Media profile: {profile}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Images: {images}, subjects: {subjects}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Contents: DICOMDIR and the folder {root}\r\n");
        text.Append("The images were de-identified. The subjects' numbers are those of the trial.\r\n");
        if (otherFiles > 0)
        {
            text.Append("\r\nNOT PART OF THE FILE-SET\r\n");
            text.Append(CultureInfo.InvariantCulture, $"This folder held {otherFiles} other {(otherFiles == 1 ? "file" : "files")} before the file-set was written. They are outside the media\r\n");
            text.Append("profile, the DICOMDIR does not list them, and nothing is said about what is in them.\r\n");
        }
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
