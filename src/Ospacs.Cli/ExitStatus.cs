namespace Ospacs.Cli;

/// <summary>How a command ends. These numbers are part of the contract with scripts.</summary>
internal static class ExitStatus
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Done, and something needs a person: files quarantined or failed, objects refused or damaged.</summary>
    public const int NeedsPerson = 1;

    /// <summary>Not done: wrong arguments, an archive, registry or policy that cannot be used, or stopped by Ctrl+C.</summary>
    public const int CouldNotRun = 2;
}
