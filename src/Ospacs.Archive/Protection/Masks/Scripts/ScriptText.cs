namespace Ospacs.Archive.Protection.Masks.Scripts;

/// <summary>A script's text, which tells line and column of each of its characters.</summary>
internal sealed class ScriptText
{
    private readonly List<int> _lines = [0];

    internal ScriptText(string text)
    {
        Text = text;
        for (int at = text.IndexOf('\n', StringComparison.Ordinal); at >= 0; at = text.IndexOf('\n', at + 1))
        {
            _lines.Add(at + 1);
        }
    }

    internal string Text { get; }

    internal int Length => Text.Length;

    internal char this[int at] => Text[at];

    internal int LineOf(int at) => PositionOf(at).Line;

    internal PolicyException Error(int at, string problem, Exception? inner = null) => PolicyException.InScript(problem, PositionOf(at), inner);

    private PolicyPosition PositionOf(int at)
    {
        int line = _lines.BinarySearch(at);
        line = line >= 0 ? line : ~line - 1;
        return new PolicyPosition(line + 1, at - _lines[line] + 1);
    }
}
