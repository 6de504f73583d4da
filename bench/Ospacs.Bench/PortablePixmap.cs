using System.Globalization;
using System.Text;

namespace Ospacs.Bench;

/// <summary>Pictures of 8 bits in red, green and blue, as binary portable pixmaps, several one behind the other in a file.</summary>
internal static class PortablePixmap
{
    internal static List<(int Columns, int Rows, byte[] Rgb)> Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        var pictures = new List<(int, int, byte[])>();
        for (int at = 0; at < bytes.Length;)
        {
            int end = Array.IndexOf(bytes, (byte)'\n', at);
            string[] head = Encoding.ASCII.GetString(bytes, at, end - at).Split(' ');
            int columns = int.Parse(head[1], CultureInfo.InvariantCulture);
            int rows = int.Parse(head[2], CultureInfo.InvariantCulture);
            pictures.Add((columns, rows, bytes.AsSpan(end + 1, 3 * columns * rows).ToArray()));
            at = end + 1 + (3 * columns * rows);
        }
        return pictures;
    }
}
