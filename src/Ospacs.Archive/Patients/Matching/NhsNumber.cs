namespace Ospacs.Archive.Patients.Matching;

/// <summary>The NHS number of England and Wales: ten digits, the last of which checks the others by modulus 11. One wrong digit, or two neighbours transposed, always fail.</summary>
internal static class NhsNumber
{
    internal const int Length = 10;

    /// <summary>Whether a text has the form of one, its check digit apart.</summary>
    internal static bool HasForm(ReadOnlySpan<char> bare) => bare.Length == Length && !bare.ContainsAnyExceptInRange('0', '9');

    /// <summary>Whether it passes its check digit.</summary>
    internal static bool IsValid(ReadOnlySpan<char> bare) => HasForm(bare) && CheckDigit(bare) == bare[9] - '0';

    /// <summary>The check digit of the first nine digits, or 10 where no number begins so.</summary>
    internal static int CheckDigit(ReadOnlySpan<char> digits)
    {
        int sum = 0;
        for (int i = 0; i < 9; i++)
        {
            sum += (10 - i) * (digits[i] - '0');
        }
        return (11 - (sum % 11)) % 11;
    }
}
