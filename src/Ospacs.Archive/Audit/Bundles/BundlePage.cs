using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Audit.Bundles;

/// <summary>The page of a bundle: what is in it, and how it is checked with plain tools. It needs no network and runs nothing.</summary>
internal static class BundlePage
{
    /// <summary>The page.</summary>
    /// <param name="info">The archive.</param>
    /// <param name="report">What is in the bundle.</param>
    /// <param name="now">When it is written (UTC).</param>
    internal static string Of(ArchiveInfo info, AuditBundleReport report, DateTime now)
    {
        var page = new StringBuilder(Resource("bundle.html"));
        foreach ((string name, string value) in new (string, string)[]
        {
            ("sponsor", info.Sponsor),
            ("protocol", info.Protocol),
            ("archive", info.ArchiveId.ToString("D")),
            ("created", Time(info.CreatedUtc)),
            ("dates", info.DatePolicy),
            ("exported", Time(now)),
            ("entries", Count(report.Entries)),
            ("sequence", report.HeadSequence.ToString(CultureInfo.InvariantCulture)),
            ("mac", report.HeadMac),
            ("passports", Count(report.Passports)),
            ("anchors", Count(report.Anchors)),
            ("policies", Count(report.Policies)),
            ("versions", Count(report.Versions)),
            ("tombstones", Count(report.Tombstones)),
            ("exports", Count(report.Exports)),
            ("state", report.Break?.ToString() ?? "When this bundle was written, the whole trail held: every code fitted its entry, and every passport and anchor was in it."),
            ("key", report.HasCheckKey
                ? "It is in this bundle (audit.key)."
                : "It is not in this bundle: the key holder brings archive.key and runs the program while you look on, or gives you the check key."),
            ("keyfile", report.HasCheckKey ? AuditBundle.CheckKeyFile : "archive.key"),
            ("program", Resource("check.py")),
        })
        {
            page.Replace("{{" + name + "}}", WebUtility.HtmlEncode(value));
        }

        return page.ToString();
    }

    private static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Time(DateTime utc) => utc.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    private static string Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
