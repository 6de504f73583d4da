using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Ospacs.Archive.Patients;

namespace Ospacs.Archive.Protection.Search;

/// <summary>The searches of the patients whose files come now, so that one is made for a patient and not for each of her files. It lives as long as a run does, and in memory only.</summary>
internal sealed class PatientSearchCache
{
    /// <summary>So many patients are remembered at a time, at about ten kilobytes each.</summary>
    private const int Most = 128;

    private readonly ConcurrentDictionary<byte[], PatientSearch> _searches = new(KeyComparer.Instance);

    /// <summary>The search for the patient of an object.</summary>
    /// <param name="source">What the object's header says.</param>
    /// <param name="patient">Whom the registry knows under the subject, or null.</param>
    /// <param name="subjectId">The subject.</param>
    internal PatientSearch Get(SourceIdentity source, RegistryPatient? patient, string subjectId)
    {
        if (_searches.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(source.Key, out PatientSearch? known) && ReferenceEquals(known.Patient, patient))
        {
            return known;
        }
        var made = new PatientSearch(PatientStrings.Of(source, patient, subjectId), patient);
        if (_searches.Count >= Most)
        {
            _searches.Clear();
        }
        _searches[source.Key.ToArray()] = made;
        return made;
    }

    private sealed class KeyComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        internal static KeyComparer Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
