namespace Ospacs.Engines.Rows;

/// <summary>A row that a database gave, by the places of its columns.</summary>
internal interface IStoredRow
{
    /// <summary>Whether a column is NULL.</summary>
    bool IsNull(int column);

    /// <summary>A number.</summary>
    long GetInt64(int column);

    /// <summary>A number of 32 bits.</summary>
    int GetInt32(int column);

    /// <summary>A number of 32 bits, or null.</summary>
    int? GetInt32OrNull(int column);

    /// <summary>Text.</summary>
    string GetText(int column);

    /// <summary>Text, or null.</summary>
    string? GetTextOrNull(int column);

    /// <summary>A few bytes, such as a hash.</summary>
    byte[] GetBytes(int column);

    /// <summary>A time in UTC.</summary>
    DateTime GetTime(int column);

    /// <summary>A day, or null; 0 stands for none too.</summary>
    DateOnly? GetDay(int column);
}
