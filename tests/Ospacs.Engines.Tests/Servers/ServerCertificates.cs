using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ospacs.Engines.Tests.Servers;

/// <summary>An authority of a test's own, and a server's certificate that it signed, as PEM files.</summary>
internal sealed class ServerCertificates
{
    /// <summary>Makes them in a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="host">The name that the server's certificate bears.</param>
    public ServerCertificates(string folder, string host = "localhost")
    {
        Authority = Path.Combine(folder, "ca.pem");
        Certificate = Path.Combine(folder, "server.pem");
        Key = Path.Combine(folder, "server.key");
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using RSA authorityKey = RSA.Create(2048);
        CertificateRequest authority = new("CN=Ospacs tests", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        authority.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        using X509Certificate2 root = authority.CreateSelfSigned(now.AddHours(-1), now.AddDays(2));
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using X509Certificate2 signed = request.Create(root, now.AddMinutes(-30), now.AddDays(1), RandomNumberGenerator.GetBytes(12));
        File.WriteAllText(Authority, root.ExportCertificatePem());
        File.WriteAllText(Certificate, signed.ExportCertificatePem());
        File.WriteAllText(Key, key.ExportRSAPrivateKeyPem());
    }

    /// <summary>The authority's certificate.</summary>
    public string Authority { get; }

    /// <summary>The server's certificate.</summary>
    public string Certificate { get; }

    /// <summary>Its key.</summary>
    public string Key { get; }
}
